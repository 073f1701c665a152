//! As much of HTML as the crawl needs: every amount of money on a page with the elements around it, and every link.

/// An element around an amount.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it begins on its page: no two are the same.
    pub at: usize,
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Node {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn has_class(&self, class: &str) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split_whitespace().any(|one| one == class)
    }
}

/// An amount as it is read, in minor units.
#[derive(Debug, Clone)]
pub struct Amount {
    pub minor: i64,
    /// The whole text it stands in.
    pub text: String,
    /// The elements around it, outermost first.
    pub around: Vec<Node>,
}

impl Amount {
    pub fn within(&self, name: &str) -> Option<&Node> {
        self.around.iter().rev().find(|node| node.name == name)
    }

    pub fn within_id(&self, id: &str) -> bool {
        let mut ids = self.around.iter().filter_map(|node| node.attribute("id"));
        ids.any(|one| one == id)
    }

    /// The value of the `<data>` it stands in.
    pub fn data(&self) -> Option<&str> {
        self.within("data")?.attribute("value")
    }
}

const VOID: [&str; 8] = ["meta", "link", "br", "input", "img", "hr", "source", "path"];

/// Every amount in kwacha that a person reads, in the order of the page.
pub fn amounts(html: &str) -> Vec<Amount> {
    let mut found = Vec::new();
    let mut open: Vec<Node> = Vec::new();
    let mut at = 0;
    while at < html.len() {
        let Some(start) = html[at..].find('<').map(|n| at + n) else {
            break;
        };
        let text = &html[at..start];
        if !open
            .iter()
            .any(|node| matches!(node.name.as_str(), "script" | "style" | "head"))
        {
            found.extend(money_in(text).into_iter().map(|minor| Amount {
                minor,
                text: text.to_owned(),
                around: open.clone(),
            }));
        }
        if html[start..].starts_with("<!--") {
            at = start + html[start..].find("-->").unwrap() + 3;
            continue;
        }
        let end = start + html[start..].find('>').unwrap();
        let tag = &html[start + 1..end];
        if let Some(closed) = tag.strip_prefix('/') {
            let last = open.iter().rposition(|node| node.name == closed.trim());
            open.truncate(last.unwrap_or(open.len()));
        } else if !tag.starts_with('!') {
            let node = node(tag, start);
            if !tag.ends_with('/') && !VOID.contains(&node.name.as_str()) {
                open.push(node);
            }
        }
        at = end + 1;
    }
    found
}

fn node(tag: &str, at: usize) -> Node {
    let tag = tag.trim_end_matches('/');
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap();
        let key = key.split_whitespace().last().unwrap_or_default();
        attributes.push((key.to_owned(), value.replace("&amp;", "&")));
        rest = after;
    }
    Node {
        at,
        name: name.to_owned(),
        attributes,
    }
}

/// The amounts in a text: `K 1,234.50` with a hard space, and `−K 5.00` below nothing.
pub fn money_in(text: &str) -> Vec<i64> {
    let mut found = Vec::new();
    for (at, mark) in text.match_indices("K\u{a0}") {
        let digits = text[at + mark.len()..].trim_start_matches(' ');
        let is_digit = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
        let end = digits.find(|c| !is_digit(c)).unwrap_or(digits.len());
        let digits: String = digits[..end]
            .trim_end_matches(['.', ','])
            .replace([',', '.'], "");
        let minor: i64 = digits.parse().unwrap();
        let is_negative = text[..at].ends_with('−');
        found.push(if is_negative { -minor } else { minor });
    }
    found
}

/// Where the links of a page lead on this site, without their fragments.
pub fn links(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices("<a ") {
        let tag = &html[at + 1..at + html[at..].find('>').unwrap()];
        if let Some(href) = node(tag, at).attribute("href") {
            let path = href.split('#').next().unwrap_or_default();
            found.push(path.to_owned());
        }
    }
    found
}

/// What the two sides of `K 120.00 = K 125.00 sale − K 5.00 commission` come to.
pub fn sides(equation: &str) -> (i64, i64) {
    let one = |term: &str| match money_in(term)[..] {
        [amount] => amount,
        _ => panic!("one amount in each term: {equation}"),
    };
    let (left, right) = equation.split_once(" = ").unwrap();
    let terms = right.replace(" − ", "\n−").replace(" + ", "\n");
    (one(left), terms.lines().map(one).sum())
}

#[test]
fn an_equation_is_read_term_by_term() {
    let read = |text: &str| sides(&text.replace("K ", "K\u{a0}"));
    let one = "K 101.00 = K 125.00 sale − K 5.00 commission 5% − K 19.00 given back";
    assert_eq!(read(one), (10_100, 10_100));
    let sum = "K 10.50 to the buyer = K 10.00 from you + K 0.50 commission";
    assert_eq!(read(sum), (1_050, 1_050));
    let less = "−K 4.00 = K 1.00 sale − K 5.00 commission";
    assert_eq!(read(less), (-400, -400));
    assert_eq!(read("K 1.00 = K 2.00 sale"), (100, 200));
}

#[test]
fn amounts_are_found_with_what_is_around_them() {
    let html = "<p>K\u{a0}1,234.50, <!--x--><a href=\"/a?b=1&amp;c=2#d\">−K\u{a0}0.07</a></p><br><b>OK 5</b>";
    let found = amounts(html);
    let minors: Vec<i64> = found.iter().map(|amount| amount.minor).collect();
    assert_eq!(minors, [123_450, -7]);
    let link = found[1].within("a").unwrap();
    assert_eq!(link.attribute("href"), Some("/a?b=1&c=2#d"));
    assert!(found[0].within("a").is_none());
    assert_eq!(links(html), ["/a?b=1&c=2"]);
}
