//! A document as PDF: text in the fonts every reader has, so that a page of it is a few kilobytes. All measures are whole points.

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

use unicode_normalization::UnicodeNormalization as _;

use super::sheet::Sheet;

/// A4.
const WIDTH: i16 = 595;
const HEIGHT: i16 = 842;
const MARGIN: i16 = 50;
/// Between two lines of text.
const LEADING: i16 = 15;
/// How wide a line's text may be before its amount.
const TEXT_WIDTH: i32 = 380;

const PLAIN: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");

/// The widths of the printable ASCII letters in Helvetica, in thousandths of its size, from the space on.
const WIDTHS: [i32; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// What any other letter counts as.
const OTHER_WIDTH: i32 = 600;

/// Writes the whole file.
pub(super) fn write(sheet: &Sheet) -> Vec<u8> {
    let mut paper = Paper::default();
    paper.text(BOLD, 18, &sheet.title);
    paper.gap(10);
    for (label, value) in &sheet.facts {
        paper.text(PLAIN, 10, &format!("{label}: {value}"));
    }
    paper.rule();
    for row in &sheet.rows {
        paper.row(PLAIN, &row.what, &row.amount);
        paper.text(PLAIN, 8, &row.detail);
        paper.gap(3);
    }
    paper.rule();
    for sum in &sheet.sums {
        let font = if sum.is_total { BOLD } else { PLAIN };
        paper.row(font, &sum.label, &sum.amount);
    }
    paper.gap(10);
    for note in &sheet.notes {
        paper.text(PLAIN, 8, note);
    }
    file(paper.pages())
}

/// Pages that are being filled, from the top down.
struct Paper {
    full: Vec<Vec<u8>>,
    page: Content,
    y: i16,
}

impl Default for Paper {
    fn default() -> Self {
        Self {
            full: Vec::new(),
            page: Content::new(),
            y: HEIGHT - MARGIN,
        }
    }
}

impl Paper {
    fn gap(&mut self, points: i16) {
        self.y -= points;
    }

    /// The next line's height; a new page when this one is full.
    fn advance(&mut self) {
        self.y -= LEADING;
        if self.y < MARGIN {
            let done = std::mem::replace(&mut self.page, Content::new());
            self.full.push(done.finish().into_vec());
            self.y = HEIGHT - MARGIN - LEADING;
        }
    }

    /// Text over as many lines as it needs.
    fn text(&mut self, font: Name<'_>, size: i16, text: &str) {
        for line in broken(&encoded(text), size, i32::from(WIDTH - 2 * MARGIN)) {
            self.advance();
            self.show(font, size, MARGIN, &line);
        }
    }

    /// Text on the left, an amount on the right of its first line.
    fn row(&mut self, font: Name<'_>, text: &str, amount: &str) {
        let size = 10;
        let amount = encoded(amount);
        for (at, line) in broken(&encoded(text), size, TEXT_WIDTH).iter().enumerate() {
            self.advance();
            self.show(font, size, MARGIN, line);
            if at == 0 {
                let wide = i16::try_from(width(&amount, size)).unwrap_or(WIDTH);
                self.show(font, size, WIDTH - MARGIN - wide, &amount);
            }
        }
    }

    fn show(&mut self, font: Name<'_>, size: i16, x: i16, text: &[u8]) {
        self.page
            .begin_text()
            .set_font(font, f32::from(size))
            .next_line(f32::from(x), f32::from(self.y))
            .show(Str(text))
            .end_text();
    }

    fn rule(&mut self) {
        self.advance();
        let y = f32::from(self.y + 4);
        self.page
            .move_to(f32::from(MARGIN), y)
            .line_to(f32::from(WIDTH - MARGIN), y)
            .stroke();
    }

    fn pages(mut self) -> Vec<Vec<u8>> {
        self.full.push(self.page.finish().into_vec());
        self.full
    }
}

fn file(pages: Vec<Vec<u8>>) -> Vec<u8> {
    let mut next = 0;
    let mut id = || {
        next += 1;
        Ref::new(next)
    };
    let (catalog, tree, plain, bold) = (id(), id(), id(), id());
    let ids: Vec<(Ref, Ref)> = pages.iter().map(|_| (id(), id())).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    let count = i32::try_from(ids.len()).unwrap_or(i32::MAX);
    pdf.pages(tree)
        .kids(ids.iter().map(|(page, _)| *page))
        .count(count);
    for (font, base) in [(plain, "Helvetica"), (bold, "Helvetica-Bold")] {
        pdf.type1_font(font)
            .base_font(Name(base.as_bytes()))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    for ((page, content), bytes) in ids.into_iter().zip(pages) {
        let mut made = pdf.page(page);
        made.parent(tree)
            .media_box(Rect::new(0.0, 0.0, f32::from(WIDTH), f32::from(HEIGHT)))
            .contents(content);
        made.resources().fonts().pair(PLAIN, plain).pair(BOLD, bold);
        made.finish();
        pdf.stream(content, &bytes);
    }
    pdf.finish()
}

/// How wide encoded text is, in points, rounded up.
fn width(text: &[u8], size: i16) -> i32 {
    let wide = text.iter().map(|letter| {
        let place = usize::from(*letter).checked_sub(32);
        place
            .and_then(|place| WIDTHS.get(place).copied())
            .unwrap_or(OTHER_WIDTH)
    });
    (wide.sum::<i32>() * i32::from(size) + 999) / 1000
}

/// Breaks between words, and inside one that fits no line.
fn broken(text: &[u8], size: i16, width_max: i32) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = vec![Vec::new()];
    for word in text.split(|letter| *letter == b' ' || *letter == b'\n') {
        let mut tried = lines.last().cloned().unwrap_or_default();
        if !tried.is_empty() {
            tried.push(b' ');
        }
        tried.extend_from_slice(word);
        if width(&tried, size) <= width_max {
            lines.pop();
            lines.push(tried);
            continue;
        }
        if lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(Vec::new());
        }
        for letter in word {
            let is_full = |line: &Vec<u8>| {
                let mut longer = line.clone();
                longer.push(*letter);
                width(&longer, size) > width_max
            };
            if lines.last().is_some_and(is_full) {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(*letter);
            }
        }
    }
    lines
}

/// Text in the encoding of the built-in fonts. A letter they lack becomes the plain one it is made of, or a question mark: the
/// page on the web has them all.
fn encoded(text: &str) -> Vec<u8> {
    text.chars().map(letter).collect()
}

fn letter(c: char) -> u8 {
    match c {
        '\u{a0}' => b' ',
        ' '..='~' | '\n' | '\u{a1}'..='\u{ff}' => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        '€' => 0x80,
        '‚' => 0x82,
        'ƒ' => 0x83,
        '„' => 0x84,
        '…' => 0x85,
        'Š' => 0x8a,
        '‹' => 0x8b,
        'Œ' => 0x8c,
        'Ž' => 0x8e,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '™' => 0x99,
        'š' => 0x9a,
        '›' => 0x9b,
        'œ' => 0x9c,
        'ž' => 0x9e,
        'Ÿ' => 0x9f,
        'Ŋ' => b'N',
        'ŋ' => b'n',
        'Ł' => b'L',
        'ł' => b'l',
        'Đ' => b'D',
        'đ' => b'd',
        'ı' => b'i',
        // What is left of a letter when its marks are taken off.
        _ => c
            .nfd()
            .next()
            .filter(char::is_ascii_graphic)
            .and_then(|plain| u8::try_from(u32::from(plain)).ok())
            .unwrap_or(b'?'),
    }
}

#[cfg(test)]
mod tests {
    use words::Lang;

    use super::super::sheet::tests::document;
    use super::super::view::body;
    use super::*;
    use crate::render::to_html;

    #[test]
    fn a_long_document_is_small_whatever_letters_it_holds() {
        for lines in [0, 1, 60] {
            let bytes = write(&Sheet::of(&document(lines), Lang::Sw));
            assert!(bytes.starts_with(b"%PDF-"), "{lines}");
            assert!(bytes.ends_with(b"%%EOF"), "{lines}");
            assert!(bytes.len() < 50_000, "{lines}: {}", bytes.len());
        }
    }

    /// As it is written, before anything is compressed; the page around it has a budget of its own.
    #[test]
    fn the_same_document_as_a_page_is_small_too() {
        for lines in [0, 1, 60] {
            let sheet = Sheet::of(&document(lines), Lang::Sw);
            let html = to_html(|| {
                body(
                    &sheet,
                    "/orders/SK-7K3M-9Q2D",
                    "/orders/SK-7K3M-9Q2D",
                    Lang::Sw,
                )
            });
            assert_eq!(html.contains("布"), lines > 0, "{html}");
            assert!(html.len() < 50_000, "{lines}: {}", html.len());
        }
    }

    #[test]
    fn letters_the_fonts_lack_are_replaced_and_the_others_stay() {
        assert_eq!(encoded("Ŵezi Łódź ŋoma"), b"Wezi L\xf3dz noma");
        assert_eq!(encoded("K\u{a0}5 – 王"), b"K 5 \x96 ?");
    }

    #[test]
    fn lines_are_broken_and_lose_nothing() {
        let text = encoded("one two three fourfivesixseveneightnine");
        let lines = broken(&text, 10, 60);
        assert!(lines.iter().all(|line| width(line, 10) <= 60), "{lines:?}");
        let joined: Vec<u8> = lines.concat();
        let bare: Vec<u8> = text.into_iter().filter(|letter| *letter != b' ').collect();
        let kept: Vec<u8> = joined
            .into_iter()
            .filter(|letter| *letter != b' ')
            .collect();
        assert_eq!(kept, bare);
    }
}
