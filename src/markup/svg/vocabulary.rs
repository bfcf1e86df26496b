//! The elements of SVG that draw, label or group, and nothing else.

/// Whether an element only draws. A prefix (`xhtml:div`, `sodipodi:namedview`) is never inert.
pub(super) fn is_inert_element(name: &str) -> bool {
    INERT.binary_search(&name).is_ok()
}

/// Whether an attribute could run or load something when an animation writes it.
pub(super) fn is_active_attribute(name: &str) -> bool {
    let local = name.trim().rsplit(':').next().unwrap_or("").to_ascii_lowercase();
    local.starts_with("on") || matches!(&*local, "href" | "src" | "base" | "style")
}

/// Sorted by bytes. Source: the element index of SVG 2, without those that run, embed or link.
const INERT: &[&str] = &[
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_for_the_search() {
        assert!(INERT.is_sorted());
        assert!(is_inert_element("tspan") && !is_inert_element("script") && !is_inert_element("svg:path"));
    }
}
