//! Colours written as such instead of by the name of a token.

/// Properties whose words may be colours.
const PAINTED: &[&str] = &[
    "color",
    "background",
    "border",
    "outline",
    "fill",
    "stroke",
    "shadow",
    "text-decoration",
    "column-rule",
    "caret",
    "emphasis",
    "--",
];

/// Names of colours. Source: CSS Color 4 §6.1.
const NAMES: &[&str] = &[
    "aliceblue",
    "antiquewhite",
    "aqua",
    "aquamarine",
    "azure",
    "beige",
    "bisque",
    "black",
    "blanchedalmond",
    "blue",
    "blueviolet",
    "brown",
    "burlywood",
    "cadetblue",
    "chartreuse",
    "chocolate",
    "coral",
    "cornflowerblue",
    "cornsilk",
    "crimson",
    "cyan",
    "darkblue",
    "darkcyan",
    "darkgoldenrod",
    "darkgray",
    "darkgreen",
    "darkgrey",
    "darkkhaki",
    "darkmagenta",
    "darkolivegreen",
    "darkorange",
    "darkorchid",
    "darkred",
    "darksalmon",
    "darkseagreen",
    "darkslateblue",
    "darkslategray",
    "darkslategrey",
    "darkturquoise",
    "darkviolet",
    "deeppink",
    "deepskyblue",
    "dimgray",
    "dimgrey",
    "dodgerblue",
    "firebrick",
    "floralwhite",
    "forestgreen",
    "fuchsia",
    "gainsboro",
    "ghostwhite",
    "gold",
    "goldenrod",
    "gray",
    "green",
    "greenyellow",
    "grey",
    "honeydew",
    "hotpink",
    "indianred",
    "indigo",
    "ivory",
    "khaki",
    "lavender",
    "lavenderblush",
    "lawngreen",
    "lemonchiffon",
    "lightblue",
    "lightcoral",
    "lightcyan",
    "lightgoldenrodyellow",
    "lightgray",
    "lightgreen",
    "lightgrey",
    "lightpink",
    "lightsalmon",
    "lightseagreen",
    "lightskyblue",
    "lightslategray",
    "lightslategrey",
    "lightsteelblue",
    "lightyellow",
    "lime",
    "limegreen",
    "linen",
    "magenta",
    "maroon",
    "mediumaquamarine",
    "mediumblue",
    "mediumorchid",
    "mediumpurple",
    "mediumseagreen",
    "mediumslateblue",
    "mediumspringgreen",
    "mediumturquoise",
    "mediumvioletred",
    "midnightblue",
    "mintcream",
    "mistyrose",
    "moccasin",
    "navajowhite",
    "navy",
    "oldlace",
    "olive",
    "olivedrab",
    "orange",
    "orangered",
    "orchid",
    "palegoldenrod",
    "palegreen",
    "paleturquoise",
    "palevioletred",
    "papayawhip",
    "peachpuff",
    "peru",
    "pink",
    "plum",
    "powderblue",
    "purple",
    "rebeccapurple",
    "red",
    "rosybrown",
    "royalblue",
    "saddlebrown",
    "salmon",
    "sandybrown",
    "seagreen",
    "seashell",
    "sienna",
    "silver",
    "skyblue",
    "slateblue",
    "slategray",
    "slategrey",
    "snow",
    "springgreen",
    "steelblue",
    "tan",
    "teal",
    "thistle",
    "tomato",
    "turquoise",
    "violet",
    "wheat",
    "white",
    "whitesmoke",
    "yellow",
    "yellowgreen",
];

const FUNCTIONS: &[&str] = &["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix"];

/// The first colour that a value writes out.
pub(super) fn raw_colour(property: &str, value: &str) -> Option<String> {
    if !PAINTED.iter().any(|painted| property.contains(painted)) {
        return None;
    }
    let lower = without_strings(&value.to_ascii_lowercase());
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '#' | '_'));
    let mut at = 0;
    for word in words {
        let end = at + word.len();
        let is_call = lower.get(end..).is_some_and(|rest| rest.starts_with('('));
        let is_hex = word
            .strip_prefix('#')
            .is_some_and(|hex| matches!(hex.len(), 3 | 4 | 6 | 8) && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if is_hex || (is_call && FUNCTIONS.contains(&word)) || (!is_call && NAMES.contains(&word)) {
            return Some(word.to_owned());
        }
        at = end + 1;
    }
    None
}

/// Strings and addresses blanked out: `url(red.svg#abc)` is no colour.
fn without_strings(value: &str) -> String {
    let mut clean = String::with_capacity(value.len());
    let mut until: Option<char> = None;
    for (at, c) in value.char_indices() {
        match until {
            Some(end) => {
                if c == end {
                    until = None;
                }
                clean.push(' ');
            }
            None => {
                until = match c {
                    '"' | '\'' => Some(c),
                    '(' if value[..at].ends_with("url") => Some(')'),
                    _ => None,
                };
                clean.push(if c.is_ascii() { c } else { ' ' });
            }
        }
    }
    clean
}
