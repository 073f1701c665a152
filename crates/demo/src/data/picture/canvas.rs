//! The drawing board: shapes in thousandths of the picture's side, filled with ink that knows where the light comes from.

use tiny_skia::{
    Color, FillRule, FilterQuality, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Path,
    PathBuilder, Pattern, Pixmap, Point, RadialGradient, Rect, Shader, SpreadMode, Stroke,
    Transform,
};

use super::tone::Tone;

/// How a shape is filled. Light always falls from the upper left.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ink {
    Flat(Tone),
    /// A flat face in soft light: lighter towards the upper left.
    Lit(Tone),
    /// An upright cylinder.
    Round(Tone),
    /// A ball.
    Ball(Tone),
    /// From the first tone at the top to the second at the bottom.
    Down(Tone, Tone),
    /// From the first tone at the left to the second at the right.
    Across(Tone, Tone),
    /// From the first tone in the middle to the second at the rim.
    Glow(Tone, Tone),
    /// The canvas's own cloth.
    Cloth,
}

/// A square picture being drawn.
pub(super) struct Canvas {
    pub(super) pixmap: Pixmap,
    pub(super) cloth: Option<Pixmap>,
    at: Transform,
    /// Shapes that could not be read: a slip in our own data, which a test looks for.
    pub(super) flaws: u32,
}

impl Canvas {
    /// A clear square of `side_px`, or nothing when that is zero or beyond memory.
    pub(super) fn new(side_px: u32) -> Option<Self> {
        let pixmap = Pixmap::new(side_px, side_px)?;
        let scale = f32::from(u16::try_from(side_px).ok()?) / 1_000.0;
        Some(Self {
            pixmap,
            cloth: None,
            at: Transform::from_scale(scale, scale),
            flaws: 0,
        })
    }

    /// Fills an outline: `M L H V C Q Z` as in SVG, absolute, in thousandths.
    pub(super) fn fill(&mut self, outline: &str, ink: Ink) {
        let path = read(outline);
        self.fill_path(path, ink);
    }

    pub(super) fn stroke(&mut self, outline: &str, width: f32, ink: Ink) {
        let path = read(outline);
        self.stroke_path(path, width, ink);
    }

    pub(super) fn oval(&mut self, x: f32, y: f32, rx: f32, ry: f32, ink: Ink) {
        let path = Rect::from_ltrb(x - rx, y - ry, x + rx, y + ry).and_then(PathBuilder::from_oval);
        self.fill_path(path, ink);
    }

    pub(super) fn ring(&mut self, x: f32, y: f32, r: f32, width: f32, ink: Ink) {
        let path = PathBuilder::from_circle(x, y, r);
        self.stroke_path(path, width, ink);
    }

    /// A rectangle with round corners.
    pub(super) fn slab(&mut self, x: f32, y: f32, w: f32, h: f32, r: f32, ink: Ink) {
        self.fill_path(slab(x, y, w, h, r), ink);
    }

    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, ink: Ink) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        self.stroke_path(path.finish(), width, ink);
    }

    /// A regular star or polygon: `r` and `inner` alternate.
    pub(super) fn star(&mut self, x: f32, y: f32, points: u8, r: f32, inner: f32, ink: Ink) {
        let mut path = PathBuilder::new();
        for i in 0..points * 2 {
            let turn = f32::from(i) * std::f32::consts::PI / f32::from(points.max(1));
            let reach = if i % 2 == 0 { r } else { inner };
            let (px, py) = (x + reach * turn.sin(), y - reach * turn.cos());
            if i == 0 {
                path.move_to(px, py);
            } else {
                path.line_to(px, py);
            }
        }
        path.close();
        self.fill_path(path.finish(), ink);
    }

    /// Draws turned by `degrees` around a point.
    pub(super) fn turned(&mut self, degrees: f32, x: f32, y: f32, draw: impl FnOnce(&mut Self)) {
        self.moved(Transform::from_rotate_at(degrees, x, y), draw);
    }

    /// Draws larger or smaller around a point, and shifted.
    pub(super) fn placed(
        &mut self,
        scale: f32,
        (x, y): (f32, f32),
        (dx, dy): (f32, f32),
        draw: impl FnOnce(&mut Self),
    ) {
        let around = Transform::from_translate(x + dx, y + dy)
            .pre_scale(scale, scale)
            .pre_translate(-x, -y);
        self.moved(around, draw);
    }

    /// Draws as in a mirror that stands upright in the middle.
    pub(super) fn mirrored(&mut self, draw: impl FnOnce(&mut Self)) {
        self.moved(Transform::from_row(-1.0, 0.0, 0.0, 1.0, 1_000.0, 0.0), draw);
    }

    fn moved(&mut self, by: Transform, draw: impl FnOnce(&mut Self)) {
        let before = self.at;
        self.at = before.pre_concat(by);
        draw(self);
        self.at = before;
    }

    fn fill_path(&mut self, path: Option<Path>, ink: Ink) {
        let Some(path) = path else {
            self.flaws += 1;
            return;
        };
        let Some(shader) = shader(ink, path.bounds(), self.cloth.as_ref()) else {
            self.flaws += 1;
            return;
        };
        let paint = Paint {
            shader,
            anti_alias: true,
            ..Paint::default()
        };
        self.pixmap
            .fill_path(&path, &paint, FillRule::EvenOdd, self.at, None);
    }

    fn stroke_path(&mut self, path: Option<Path>, width: f32, ink: Ink) {
        let Some(path) = path else {
            self.flaws += 1;
            return;
        };
        let Some(shader) = shader(ink, path.bounds(), self.cloth.as_ref()) else {
            self.flaws += 1;
            return;
        };
        let paint = Paint {
            shader,
            anti_alias: true,
            ..Paint::default()
        };
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        self.pixmap
            .stroke_path(&path, &paint, &stroke, self.at, None);
    }
}

fn shader(ink: Ink, bounds: Rect, cloth: Option<&Pixmap>) -> Option<Shader<'_>> {
    let (left, top, right, bottom) = (bounds.left(), bounds.top(), bounds.right(), bounds.bottom());
    let (w, h) = (bounds.width().max(1.0), bounds.height().max(1.0));
    let line = |from: (f32, f32), to: (f32, f32), stops: Vec<(f32, Tone)>| {
        let (from, to) = (Point::from_xy(from.0, from.1), Point::from_xy(to.0, to.1));
        LinearGradient::new(
            from,
            to,
            graded(stops),
            SpreadMode::Pad,
            Transform::identity(),
        )
    };
    match ink {
        Ink::Flat(tone) => Some(Shader::SolidColor(tone.colour())),
        Ink::Lit(tone) => {
            let stops = vec![
                (0.0, tone.lighter(0.16)),
                (0.45, tone),
                (1.0, tone.darker(0.16)),
            ];
            line((left, top), (left + w * 0.75, top + h), stops)
        }
        Ink::Round(tone) => line(
            (left, top),
            (left + w, top),
            vec![
                (0.0, tone.darker(0.14)),
                (0.24, tone.lighter(0.16)),
                (0.55, tone),
                (1.0, tone.darker(0.30)),
            ],
        ),
        Ink::Down(from, to) => line((left, top), (left, top + h), vec![(0.0, from), (1.0, to)]),
        Ink::Across(from, to) => line((left, top), (left + w, top), vec![(0.0, from), (1.0, to)]),
        Ink::Ball(tone) => {
            let light = Point::from_xy(left + w * 0.36, top + h * 0.32);
            let stops = vec![
                (0.0, tone.lighter(0.24)),
                (0.45, tone),
                (1.0, tone.darker(0.30)),
            ];
            RadialGradient::new(
                light,
                light,
                w.max(h) * 0.72,
                graded(stops),
                SpreadMode::Pad,
                Transform::identity(),
            )
        }
        Ink::Glow(middle, rim) => {
            let (x, y) = (left.midpoint(right), top.midpoint(bottom));
            // A circle pressed to the box's shape.
            let pressed = Transform::from_translate(x, y).pre_scale(w / 2.0, h / 2.0);
            let stops = vec![(0.0, middle), (0.45, middle.mixed(rim, 0.55)), (1.0, rim)];
            RadialGradient::new(
                Point::zero(),
                Point::zero(),
                1.0,
                graded(stops),
                SpreadMode::Pad,
                pressed,
            )
        }
        Ink::Cloth => {
            let tile = cloth?;
            let scale = 190.0 / f32::from(u16::try_from(tile.width()).ok()?);
            Some(Pattern::new(
                tile.as_ref(),
                SpreadMode::Repeat,
                FilterQuality::Bilinear,
                1.0,
                Transform::from_scale(scale, scale).post_translate(left, top),
            ))
        }
    }
}

fn graded(stops: Vec<(f32, Tone)>) -> Vec<GradientStop> {
    stops
        .into_iter()
        .map(|(place, tone)| GradientStop::new(place, tone.colour()))
        .collect()
}

/// A rectangle with round corners.
pub(super) fn slab(x: f32, y: f32, w: f32, h: f32, r: f32) -> Option<Path> {
    let r = r.min(w / 2.0).min(h / 2.0);
    // How far a cubic's handles reach to look like a quarter circle.
    let k = r * 0.448;
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.line_to(x + w - r, y);
    path.cubic_to(x + w - k, y, x + w, y + k, x + w, y + r);
    path.line_to(x + w, y + h - r);
    path.cubic_to(x + w, y + h - k, x + w - k, y + h, x + w - r, y + h);
    path.line_to(x + r, y + h);
    path.cubic_to(x + k, y + h, x, y + h - k, x, y + h - r);
    path.line_to(x, y + r);
    path.cubic_to(x, y + k, x + k, y, x + r, y);
    path.close();
    path.finish()
}

/// Reads an outline; `None` when it is not one.
fn read(outline: &str) -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut command = ' ';
    let mut numbers: Vec<f32> = Vec::new();
    for word in outline.split_whitespace() {
        let (letter, rest) = match word.chars().next() {
            Some(c) if c.is_ascii_alphabetic() => (Some(c), &word[1..]),
            Some(_) | None => (None, word),
        };
        if let Some(letter) = letter {
            if !numbers.is_empty() {
                return None;
            }
            command = letter;
            if letter == 'Z' {
                path.close();
            }
        }
        if !rest.is_empty() {
            numbers.push(rest.parse().ok()?);
        }
        let last = path.last_point().unwrap_or_default();
        match (command, numbers.as_slice()) {
            ('M', [x, y]) => path.move_to(*x, *y),
            ('L', [x, y]) => path.line_to(*x, *y),
            ('H', [x]) => path.line_to(*x, last.y),
            ('V', [y]) => path.line_to(last.x, *y),
            ('Q', [a, b, x, y]) => path.quad_to(*a, *b, *x, *y),
            ('C', [a, b, c, d, x, y]) => path.cubic_to(*a, *b, *c, *d, *x, *y),
            ('M' | 'L' | 'H' | 'V' | 'Q' | 'C', _) if numbers.len() < 6 => continue,
            ('Z', []) => {}
            _ => return None,
        }
        numbers.clear();
    }
    if numbers.is_empty() {
        path.finish()
    } else {
        None
    }
}

impl Tone {
    pub(super) fn colour(self) -> Color {
        let [r, g, b, a] = self.0.map(|c| c.clamp(0.0, 1.0));
        Color::from_rgba(r, g, b, a).unwrap_or(Color::BLACK)
    }
}
