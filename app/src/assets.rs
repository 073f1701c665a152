//! The style sheet with the hash that the content security policy names, and where the script is: read once at start.

use std::{
    fmt::Write as _,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderValue;
use sha2::{Digest, Sha256};

/// Wakes the islands; the file says how. Its address carries the versions of all that it loads.
const WAKE: &str = "wake.js";

/// Why the built files could not be used.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    #[error("{path} cannot be read ({source}); build the site first with `cargo leptos build`", path = path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the style sheet {path} holds `</style`, which would end it early", path = path.display())]
    NotInlinable { path: PathBuf },
    #[error("a content security policy could not be written as a header")]
    Policy,
}

/// How much style a page carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The whole style sheet, for those who work here.
    Whole,
    /// All that shoppers see.
    Shop,
    /// Frame, buttons, messages and the wait for the PIN, for pages that people load again and again.
    Light,
}

/// What every page needs from the build. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Assets(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    whole: Sheet,
    shop: Sheet,
    light: Sheet,
    script: String,
    root: PathBuf,
}

/// A style sheet with the policies of pages that carry it.
#[derive(Debug)]
struct Sheet {
    css: String,
    plain_policy: HeaderValue,
    island_policy: HeaderValue,
}

impl Assets {
    /// Reads `pkg/soko.css`, `pkg/soko.js` and `pkg/soko.wasm` below the site root that cargo-leptos
    /// wrote.
    ///
    /// # Errors
    /// Says which file is missing and how to make it.
    pub fn load(site_root: &Path) -> Result<Self, AssetsError> {
        let css_path = site_root.join("pkg/soko.css");
        let css = text(&css_path)?;
        if css.to_ascii_lowercase().contains("</style") {
            return Err(AssetsError::NotInlinable { path: css_path });
        }
        let versions = [WAKE, "pkg/soko.js", "pkg/soko.wasm"]
            .into_iter()
            .map(|file| Ok(version(&bytes(&site_root.join(file))?)))
            .collect::<Result<Vec<_>, AssetsError>>()?;
        Self::of(css, &versions.join("."), site_root.to_owned())
    }

    /// Stand-ins for tests of pages: no build needed, an empty style sheet.
    ///
    /// # Errors
    /// None in practice: the policy is made of base64.
    pub fn for_tests() -> Result<Self, AssetsError> {
        Self::of(String::new(), "0.0.0", PathBuf::from("target/site"))
    }

    fn of(css: String, versions: &str, root: PathBuf) -> Result<Self, AssetsError> {
        let css = without_banner(&css).to_owned();
        let shop = without_layer(&css, "work");
        let light = ["plain", "parts", "utilities"]
            .iter()
            .fold(shop.clone(), |css, layer| without_layer(&css, layer));
        Ok(Self(Arc::new(Inner {
            whole: Sheet::of(css)?,
            shop: Sheet::of(shop)?,
            light: Sheet::of(light)?,
            script: format!("/{WAKE}?v={versions}"),
            root,
        })))
    }

    fn sheet(&self, style: Style) -> &Sheet {
        match style {
            Style::Whole => &self.0.whole,
            Style::Shop => &self.0.shop,
            Style::Light => &self.0.light,
        }
    }

    /// The style sheet to inline.
    pub fn css(&self, style: Style) -> &str {
        &self.sheet(style).css
    }

    /// Where the module script is that ends a page with islands.
    pub fn script(&self) -> &str {
        &self.0.script
    }

    /// `Content-Security-Policy` for a page. Without islands no script may run at all.
    pub fn policy(&self, style: Style, has_islands: bool) -> HeaderValue {
        let sheet = self.sheet(style);
        if has_islands {
            sheet.island_policy.clone()
        } else {
            sheet.plain_policy.clone()
        }
    }

    /// The folder whose files are served as they are (`/pkg/…`, `/favicon.svg`). What is asked for
    /// with `?v=` never changes.
    pub fn root(&self) -> &Path {
        &self.0.root
    }
}

impl Sheet {
    fn of(css: String) -> Result<Self, AssetsError> {
        let policy = |script: &str| {
            HeaderValue::from_str(&format!(
                "default-src 'none'; style-src 'sha256-{style}'; {script}img-src 'self' data:; \
                 form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                style = hash(&css),
            ))
            .map_err(|_| AssetsError::Policy)
        };
        let plain_policy = policy("")?;
        let island_policy = policy("script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; ")?;
        Ok(Self {
            css,
            plain_policy,
            island_policy,
        })
    }
}

/// Leaves out the comment with which the tool that made the style sheet names itself: every page would carry it.
fn without_banner(css: &str) -> &str {
    match css
        .strip_prefix("/*")
        .and_then(|rest| rest.split_once("*/"))
    {
        Some((_, rest)) => rest.trim_start(),
        None => css,
    }
}

/// Leaves out every block `@layer name{…}` of a minified style sheet.
fn without_layer(css: &str, name: &str) -> String {
    let opening = format!("@layer {name}{{");
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find(&opening) {
        kept.push_str(&rest[..start]);
        let mut depth = 0_u32;
        let end = rest[start..].bytes().position(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            byte == b'}' && depth == 0
        });
        rest = end.map_or("", |end| &rest[start + end + 1..]);
    }
    kept.push_str(rest);
    kept
}

fn bytes(path: &Path) -> Result<Vec<u8>, AssetsError> {
    std::fs::read(path).map_err(|source| AssetsError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn text(path: &Path) -> Result<String, AssetsError> {
    std::fs::read_to_string(path).map_err(|source| AssetsError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn hash(content: &str) -> String {
    STANDARD.encode(Sha256::digest(content.as_bytes()))
}

/// Eight hex digits that change with the file.
fn version(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .take(4)
        .fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_build_says_which_file_and_what_to_do() {
        let error = Assets::load(Path::new("no-such-site"))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("no-such-site/pkg/soko.css cannot be read"),
            "{error}"
        );
        assert!(error.ends_with("`cargo leptos build`"), "{error}");
    }

    #[test]
    fn pages_without_islands_may_run_no_script() {
        let assets = Assets::for_tests().unwrap();
        let plain = assets.policy(Style::Whole, false);
        let plain = plain.to_str().unwrap();
        assert!(
            plain.starts_with("default-src 'none'") && !plain.contains("script-src"),
            "{plain}"
        );
        let island = assets.policy(Style::Light, true);
        assert!(
            island
                .to_str()
                .unwrap()
                .contains("script-src 'self' 'wasm-unsafe-eval';")
        );
    }

    #[test]
    fn a_light_page_leaves_whole_layers_out() {
        let css = "@layer core{.a{b:c}}@layer parts{.d{e:f}@media x{.g{h:i}}}:root{j:k}@layer work{.l{m:n}}.o{p:q}";
        let with_banner = format!("/*! a tool | its license */\n{css}");
        let assets = Assets::of(with_banner, "", PathBuf::new()).unwrap();
        assert_eq!(assets.css(Style::Whole), css);
        assert_eq!(
            assets.css(Style::Shop),
            "@layer core{.a{b:c}}@layer parts{.d{e:f}@media x{.g{h:i}}}:root{j:k}.o{p:q}"
        );
        assert_eq!(
            assets.css(Style::Light),
            "@layer core{.a{b:c}}:root{j:k}.o{p:q}"
        );
        assert_ne!(
            assets.policy(Style::Light, false),
            assets.policy(Style::Whole, false)
        );
    }

    #[test]
    fn the_script_names_the_exact_build() {
        let assets = Assets::of(String::new(), "aa.bb.cc", PathBuf::new()).unwrap();
        assert_eq!(assets.script(), "/wake.js?v=aa.bb.cc");
    }
}
