//! Values that programs of ours write for each other as one text.

/// Lets `serde` write a type as the text that one function gives, and read it with one that may refuse.
macro_rules! text_form {
    ($name:ty, $write:expr, $read:expr) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$name) -> std::borrow::Cow<'_, str> = $write;
                serializer.serialize_str(&write(self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                let read: fn(&str) -> Option<$name> = $read;
                read(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is none")))
            }
        }
    };
}

pub(crate) use text_form;
