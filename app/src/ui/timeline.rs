//! What happened, in words and times, from top to bottom.

use leptos::prelude::*;

use super::Icon;

/// Has this step happened?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    /// Where things stand.
    Now,
    Ahead,
    /// It ended here: cancelled, refused, returned.
    Stopped,
}

/// One line of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineStep {
    pub title: String,
    pub state: StepState,
    /// As people say it ("today 09:40"), and in full for machines.
    pub time: Option<(String, String)>,
    pub note: Option<String>,
}

#[component]
pub fn Timeline(steps: Vec<TimelineStep>) -> impl IntoView {
    let steps = steps
        .into_iter()
        .map(|step| {
            let (class, icon, current) = match step.state {
                StepState::Done => ("is-done", Some(Icon::Check), None),
                StepState::Now => ("is-now", None, Some("step")),
                StepState::Ahead => ("is-ahead", None, None),
                StepState::Stopped => ("is-stopped", Some(Icon::Close), None),
            };
            view! {
                <li class=class aria-current=current>
                    <span class="dot">{icon.map(Icon::view)}</span>
                    <p>
                        <b>{step.title}</b>
                        {step.time.map(|(said, full)| view! { " " <time datetime=full>{said}</time> })}
                    </p>
                    {step.note.map(|note| view! { <p class="hint">{note}</p> })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline">{steps}</ol> }
}
