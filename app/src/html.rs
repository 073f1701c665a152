//! For the few places that write HTML as text.

/// Appends `text`, safe inside an element and inside double quotes.
pub(crate) fn escape(html: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        html.push_str(&text[from..at]);
        html.push_str(replacement);
        from = at + 1;
    }
    html.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn only_what_has_a_meaning_is_replaced() {
        let mut html = String::new();
        escape(&mut html, "Ünï <a href=\"x\"> & co");
        assert_eq!(html, "Ünï &lt;a href=&quot;x&quot;&gt; &amp; co");
    }
}
