//! What the file of a picture says of itself.

/// How a picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// GIF.
    Gif,
    /// SVG.
    Svg,
}

impl PictureFormat {
    /// The format that a file ending promises (in lower case, without the dot).
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            "webp" => Some(Self::WebP),
            "gif" => Some(Self::Gif),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }

    /// The usual file ending.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Svg => "svg",
        }
    }

    /// The name people know.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Svg => "SVG",
        }
    }
}

/// Size and kind of a picture, as it stands upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PictureShape {
    /// How it is written.
    pub format: PictureFormat,
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
    /// Whether it moves.
    pub moving: bool,
    /// Whether a drawing holds anything but drawing, such as a script or an outside reference.
    pub active: bool,
    /// Bytes of memory it takes to decode; 0 for drawings, which are not decoded.
    pub memory: u64,
}

/// Why a picture cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Hash)]
pub enum PictureFault {
    /// No picture, whatever its name says.
    #[error("is no picture")]
    Unknown,
    /// HEIC or AVIF, as some telephones store photographs.
    #[error("is a HEIC or AVIF photograph, which many browsers do not show")]
    Phone,
    /// Another format than its name says.
    #[error("is a {} file by its content", .0.name())]
    Misnamed(PictureFormat),
    /// More pixels or memory than can be borne.
    #[error("has {width} × {height} pixels, too many to decode safely")]
    TooLarge {
        /// Width in px.
        width: u32,
        /// Height in px.
        height: u32,
    },
    /// The end of the file is missing.
    #[error("breaks off before its end")]
    Cut,
    /// Damaged in another way.
    #[error("cannot be decoded: {0}")]
    Damaged(String),
    /// A drawing without `width` and `height` or `viewBox`.
    #[error("states no width, height or viewBox")]
    Sizeless,
}
