//! The frame of every page here: a calm screen on warm paper that says that it is a simulator.

use std::fmt;

use axum::response::Html;

const STYLE: &str = "\
:root{color-scheme:light dark;--paper:#FBF8F3;--card:#fff;--ink:#1E1A16;--muted:#5F574E;--line:#DED6CA;--control:#8A8176;\
--copper:#A8481B;--on:#fff;--red:#A3201D;--amber:#7A5200}\
@media(prefers-color-scheme:dark){:root{--paper:#161310;--card:#211C18;--ink:#F4EEE6;--muted:#B5AA9C;--line:#3A332C;\
--control:#7D7366;--copper:#F0935F;--on:#161310;--red:#FF9A92;--amber:#F2C14E}}\
*{box-sizing:border-box}\
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,sans-serif}\
.sim{margin:0;padding:8px 16px;background:var(--amber);color:var(--paper);text-align:center;font-size:14px}\
main{max-width:400px;margin:16px auto;padding:16px;background:var(--card);border:1px solid var(--line);border-radius:10px;\
overflow-wrap:anywhere}\
h1{font-size:22px;line-height:1.15;margin:0 0 16px}h2{font-size:18px;line-height:1.15;margin:24px 0 8px}\
ul{list-style:none;margin:0;padding:0}li{padding:8px 0;border-top:1px solid var(--line)}\
.amount{font-size:28px;line-height:1.15;margin:8px 0;font-variant-numeric:tabular-nums}\
.quiet{color:var(--muted);font-size:14px}.history .quiet{display:block}\
.bad{color:var(--red);margin:8px 0}.bad:empty{display:none}.wait{color:var(--amber)}\
.prompt{padding:16px;margin:0 0 16px;border:2px solid var(--copper);border-radius:10px}.prompt p:first-child{margin:0}\
label{display:block}input{display:block;width:100%;min-height:44px;margin:4px 0 12px;padding:8px 12px;font:inherit;\
color:inherit;background:var(--card);border:1px solid var(--control);border-radius:10px}\
button{min-height:44px;width:100%;padding:8px 16px;font:inherit;border:1px solid var(--copper);border-radius:10px;\
background:var(--copper);color:var(--on)}\
button.plain{background:none;color:var(--copper)}.two{display:grid;grid-template-columns:1fr 1fr;gap:8px}\
a{color:var(--copper)}summary{min-height:44px;padding:12px 0}table{font-size:14px;border-spacing:0}td{padding:4px 8px 4px 0}\
:focus-visible{outline:2px solid var(--copper);outline-offset:2px}";

/// Text that is safe inside an element or a quoted attribute.
pub(crate) struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => write!(f, "{other}")?,
            }
        }
        Ok(())
    }
}

/// A whole page. `body` is HTML; `refresh_seconds` lets the page look again without script.
pub(crate) fn page(title: &str, refresh_seconds: Option<u64>, body: &str) -> Html<String> {
    let refresh = refresh_seconds
        .map(|seconds| format!("<meta http-equiv=refresh content={seconds}>"))
        .unwrap_or_default();
    Html(format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{} · simulator</title>\
         <meta name=viewport content=\"width=device-width,initial-scale=1\">{refresh}<style>{STYLE}</style></head>\
         <body><p class=sim>Simulator: no real phone, no real money</p><main>{body}</main></body></html>",
        Escaped(title)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_from_outside_stays_text() {
        assert_eq!(Escaped("<b a='\"&").to_string(), "&lt;b a=&#39;&quot;&amp;");
    }
}
