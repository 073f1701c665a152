-- What: providers' statements as they were imported, their lines, and what no line of them shows. Why: that the money is there is
-- proven by a second book, line by line. Owner: payments.

create table statements (
  id uuid primary key,
  provider text not null,
  name text not null check (length(name) between 1 and 200),
  -- The same content is imported once.
  digest bytea not null check (length(digest) = 32),
  line_count integer not null,
  -- Which moments it tells of, the last one excluded, and of which currencies; nothing when it tells of none.
  covers_from timestamptz,
  covers_until timestamptz,
  currencies text[] not null,
  imported_at timestamptz not null,
  constraint statements_content_unique unique (provider, digest),
  check (covers_from < covers_until)
);

create table statement_lines (
  id uuid primary key,
  position bigint generated always as identity constraint statement_lines_position_unique unique,
  statement_id uuid not null references statements,
  provider text not null,
  line_number integer not null,
  raw text not null check (length(raw) <= 4000),
  -- What the line says, digested, and how many of its file said the same before it: statements overlap, and lines are doubled.
  fingerprint bytea not null,
  occurrence integer not null,
  kind text not null check (kind in ('collection', 'refund', 'payout', 'fee', 'other', 'unreadable')),
  -- The provider's word for the kind, or why the line cannot be read.
  word text not null check (length(word) <= 200),
  -- What the provider knows the movement by.
  own_name text check (length(own_name) <= 200),
  -- What we may know it by: our reference, the provider's handle, the network's receipt, our number of the purchase.
  reference uuid,
  handle text check (length(handle) <= 200),
  receipt text check (length(receipt) <= 200),
  account text check (length(account) <= 200),
  -- What came to us, negative when it left.
  amount_minor bigint,
  -- What the provider kept, negative when it gave some back.
  fee_minor bigint,
  currency text,
  at timestamptz,
  class text not null check (class in
    ('new', 'matched', 'late', 'different_amount', 'doubled', 'missing_here', 'fee', 'no_money', 'unreadable')),
  -- The attempt or disbursement it speaks of, by what it was found (1 handle, 2 reference, 3 receipt, 4 account), the cause its
  -- journal would have, and the posting.
  subject_id uuid,
  found_by smallint,
  cause text,
  posting_id bigint references ledger_postings,
  asked_at timestamptz,
  fee_booked_at timestamptz,
  case_id uuid references cases,
  constraint statement_lines_once unique (provider, fingerprint, occurrence),
  check (kind = 'unreadable' or (amount_minor is not null and fee_minor is not null and currency is not null and at is not null)),
  check ((kind = 'unreadable') = (class = 'unreadable')),
  check ((posting_id is not null) = (class in ('matched', 'late', 'different_amount')))
);
create unique index statement_lines_posting on statement_lines (posting_id) where posting_id is not null;
create index statement_lines_own_name on statement_lines (provider, own_name, kind, position) where own_name is not null;
create index statement_lines_waiting on statement_lines (provider, position) where class in ('new', 'missing_here');
create index statement_lines_case_due on statement_lines (provider, position)
  where case_id is null and class in ('different_amount', 'doubled', 'missing_here', 'unreadable');
create index statement_lines_fee_due on statement_lines (provider, position)
  where fee_booked_at is null and fee_minor <> 0 and class in ('matched', 'late', 'different_amount', 'fee');
create index statement_lines_statement on statement_lines (statement_id, line_number);
create index statement_lines_day on statement_lines (provider, at);

-- What we have booked and no line shows, since when that is known, and whether a later line explained it.
create table statement_gaps (
  posting_id bigint primary key references ledger_postings,
  journal_id uuid not null references ledger_journals constraint statement_gaps_journal_unique unique,
  provider text not null,
  amount_minor bigint not null,
  currency text not null,
  moved_at timestamptz not null,
  cause text not null,
  found_at timestamptz not null,
  explained_at timestamptz,
  explained_by uuid references statement_lines,
  case_id uuid references cases,
  check ((explained_at is null) = (explained_by is null))
);
create index statement_gaps_open on statement_gaps (provider, moved_at) where explained_at is null;

-- What lines are looked up by, besides references, which are unique already.
create index payment_attempts_handle on payment_attempts (provider, provider_handle) where provider_handle is not null;
create index disbursements_handle on disbursements (provider, provider_handle) where provider_handle is not null;
create index disbursements_transaction on disbursements (provider, provider_transaction) where provider_transaction is not null;

do $$
declare name text;
begin
  foreach name in array array['statements', 'statement_lines', 'statement_gaps'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy platform on %I for all to soko_app
      using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform')$p$, name);
  end loop;
end $$;

-- What was stated stays as it was; only what became of it may be written.
grant select, insert on statements, statement_lines, statement_gaps to soko_app;
grant update (class, subject_id, found_by, cause, posting_id, asked_at, fee_booked_at, case_id) on statement_lines to soko_app;
grant update (explained_at, explained_by, case_id) on statement_gaps to soko_app;
