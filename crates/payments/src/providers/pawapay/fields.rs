//! The part of structured fields (RFC 9651) that signatures need: a dictionary whose members keep their exact bytes,
//! inner lists of names, and byte sequences. Strict: what is not understood is refused.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// At most this many members, list items or parameters are read.
const PARTS_MAX: usize = 32;

/// The members of a dictionary as `(key, value)`, values byte for byte as sent. `None` when malformed or a key comes twice.
pub(super) fn dictionary(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut members: Vec<(&str, &str)> = Vec::new();
    for member in split_outside(text, b',')? {
        let (key, value) = member.trim_matches([' ', '\t']).split_once('=')?;
        if !is_key(key) || value.is_empty() || members.iter().any(|(seen, _)| *seen == key) {
            return None;
        }
        members.push((key, value));
    }
    Some(members)
}

/// The value of one member.
pub(super) fn member<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    dictionary(text)?
        .into_iter()
        .find_map(|(name, value)| (name == key).then_some(value))
}

/// The bytes of `:base64:`.
pub(super) fn bytes(value: &str) -> Option<Vec<u8>> {
    let inner = value.strip_prefix(':')?.strip_suffix(':')?;
    STANDARD.decode(inner).ok()
}

/// `("@method" "date");created=1;keyid="k"`: the covered names and the parameters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SignatureInput<'a> {
    pub names: Vec<&'a str>,
    pub algorithm: Option<&'a str>,
    pub key_id: Option<&'a str>,
    pub created: Option<i64>,
    pub expires: Option<i64>,
}

/// Reads a member of `Signature-Input`. Names with parameters of their own, and repeated names or parameters, are refused.
pub(super) fn signature_input(value: &str) -> Option<SignatureInput<'_>> {
    let (list, parameters) = value.strip_prefix('(')?.split_once(')')?;
    let mut input = SignatureInput {
        names: names(list)?,
        algorithm: None,
        key_id: None,
        created: None,
        expires: None,
    };
    if parameters.is_empty() {
        return Some(input);
    }
    let mut seen = Vec::new();
    for parameter in split_outside(parameters.strip_prefix(';')?, b';')? {
        let (key, value) = parameter.trim_matches(' ').split_once('=')?;
        if seen.contains(&key) {
            return None;
        }
        seen.push(key);
        match key {
            "alg" => input.algorithm = Some(quoted(value)?),
            "keyid" => input.key_id = Some(quoted(value)?),
            "created" => input.created = Some(seconds(value)?),
            "expires" => input.expires = Some(seconds(value)?),
            // Signed like all parameters, but nothing depends on what the others say.
            _ => {}
        }
    }
    Some(input)
}

fn names(list: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    for item in list.split(' ').filter(|item| !item.is_empty()) {
        let name = quoted(item)?;
        if name.is_empty() || names.contains(&name) || names.len() == PARTS_MAX {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

/// The inside of a quoted text without escapes, which no field of ours needs.
fn quoted(value: &str) -> Option<&str> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    inner
        .bytes()
        .all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\')
        .then_some(inner)
}

fn seconds(value: &str) -> Option<i64> {
    (value.len() <= 15 && value.bytes().all(|b| b.is_ascii_digit())).then(|| value.parse().ok())?
}

fn is_key(key: &str) -> bool {
    let tail = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.*".contains(&b);
    key.starts_with(|c: char| c.is_ascii_lowercase() || c == '*') && key.bytes().all(tail)
}

/// Splits at a separator that stands outside quotes and parentheses.
fn split_outside(text: &str, separator: u8) -> Option<Vec<&str>> {
    let (mut parts, mut start, mut quoted, mut depth) = (Vec::new(), 0, false, 0_u32);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth = depth.checked_sub(1)?,
            _ if byte == separator && !quoted && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
                if parts.len() == PARTS_MAX {
                    return None;
                }
            }
            _ => {}
        }
    }
    if quoted || depth != 0 {
        return None;
    }
    parts.push(&text[start..]);
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_bytes() {
        let text = r#"other=("a, b");x="1,2", sig-pp=("@method"  "date");keyid="K;1""#;
        assert_eq!(member(text, "other"), Some(r#"("a, b");x="1,2""#));
        assert_eq!(
            member(text, "sig-pp"),
            Some(r#"("@method"  "date");keyid="K;1""#)
        );
        assert_eq!(member(text, "sig"), None);
    }

    #[test]
    fn malformed_dictionaries_are_refused() {
        for wrong in [
            "", "a", "a=", "A=1", "a=1,", "a=1,a=2", "a=(1", "a=\"1", "a=1)", "=1",
        ] {
            assert_eq!(dictionary(wrong), None, "{wrong:?}");
        }
        assert_eq!(dictionary(&vec!["a=1"; 100].join(",")), None);
    }

    #[test]
    fn reads_what_is_covered() {
        let read = signature_input(
            r#"("@method" "content-digest");alg="ecdsa-p256-sha256";keyid="K:1";created=5;expires=65"#,
        );
        let expected = SignatureInput {
            names: vec!["@method", "content-digest"],
            algorithm: Some("ecdsa-p256-sha256"),
            key_id: Some("K:1"),
            created: Some(5),
            expires: Some(65),
        };
        assert_eq!(read, Some(expected));
    }

    #[test]
    fn refuses_unclear_cover() {
        for wrong in [
            r#""@method""#,
            r#"("@method" "@method")"#,
            r#"("content-digest";req)"#,
            r"(@method)",
            r#"("a")created=1"#,
            r#"("a");created=-1"#,
            r#"("a");created="1""#,
            r#"("a");created=1;created=2"#,
            r#"("a");created=99999999999999999999"#,
            r#"("a");keyid=K"#,
            r#"("a");unheard"#,
            r#"("a" "b"#,
        ] {
            assert_eq!(signature_input(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn bytes_are_strict_base64() {
        assert_eq!(bytes(":AQI=:"), Some(vec![1, 2]));
        for wrong in ["AQI=", ":AQI=", ":AQI:", ":A QI=:", ":", ""] {
            assert_eq!(bytes(wrong), None, "{wrong:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in r#"[a-z(){}:;,="\\ 0-9é-]{0,60}"#) {
            let _ = dictionary(&text);
            let _ = signature_input(&text);
            let _ = bytes(&text);
        }
    }
}
