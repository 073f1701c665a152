-- What: what admins decided about money, and who agreed. Why: above a limit two different people must want the same, and the
-- database says so as well. Owner: moderation.

create table case_proposals (
  id uuid primary key,
  case_id uuid not null references cases,
  choice text not null check (choice in ('keep', 'refund', 'close')),
  note text not null check (length(note) between 1 and 2000),
  needs_second boolean not null,
  state text not null check (state in ('open', 'agreed', 'rejected')),
  proposed_by uuid not null references people,
  proposed_at timestamptz not null,
  answered_by uuid references people,
  answered_at timestamptz,
  answer text not null default '',
  check ((state = 'open') = (answered_at is null)),
  check ((answered_by is null) = (answered_at is null)),
  constraint case_proposals_two_people check (not needs_second or state <> 'agreed' or answered_by <> proposed_by)
);
create unique index case_proposals_one_open on case_proposals (case_id) where state = 'open';
create index case_proposals_case on case_proposals (case_id, proposed_at);

alter table case_proposals enable row level security;
alter table case_proposals force row level security;
create policy platform on case_proposals for all to soko_app
  using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform');

-- Who proposed what stays as it was written; only the answer comes later.
grant select, insert on case_proposals to soko_app;
grant update (state, answered_by, answered_at, answer) on case_proposals to soko_app;
