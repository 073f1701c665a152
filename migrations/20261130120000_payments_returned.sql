-- What: money that left, arrived and came back: a last state of a payout or a refund, when that was, and which line of a statement says so.
-- Why: mobile wallets and banks give money back days after they called it paid, and only their statement tells. Owner: payments, with a
-- decision of moderation.

alter table disbursements add column returned_at timestamptz;
alter table disbursements drop constraint disbursements_state_check;
alter table disbursements add constraint disbursements_state_check
  check (state in ('requested', 'sent', 'unclear', 'paid', 'failed', 'returned'));
alter table disbursements drop constraint disbursements_stamps_fit;
alter table disbursements add constraint disbursements_stamps_fit check (case state
  when 'requested' then sent_at is null
  when 'sent' then sent_at is not null
  when 'unclear' then unclear_since is not null
  when 'paid' then paid_at is not null
  when 'failed' then failed_at is not null and refusal is not null
  when 'returned' then paid_at is not null and returned_at is not null
end);
alter table disbursements drop constraint disbursements_paid_is_not_checked;
alter table disbursements add constraint disbursements_paid_is_not_checked
  check (state not in ('paid', 'returned') or check_after is null);

create or replace function disbursement_moves_along_its_graph() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.state <> new.state and not (old.state, new.state) in (
    ('requested', 'sent'), ('requested', 'failed'), ('sent', 'unclear'), ('sent', 'paid'), ('sent', 'failed'), ('unclear', 'paid'),
    ('unclear', 'failed'), ('failed', 'paid'), ('paid', 'returned')) then
    raise exception 'a disbursement that is % cannot become %', old.state, new.state
      using errcode = 'check_violation', constraint = 'disbursements_graph';
  end if;
  return new;
end $$;

-- What came back was given in another way since, so it still counts as given back; and like what was paid it is a fact.
create or replace function refunds_stay_within_collection() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
declare
  collected bigint;
  given bigint;
begin
  if new.kind <> 'refund' or new.state = 'failed' then
    return new;
  end if;
  if tg_op = 'UPDATE' and new.amount_minor = old.amount_minor and new.state in ('unclear', 'paid', 'returned') then
    return new;
  end if;
  select coalesce(stated_minor, amount_minor) into collected from payment_attempts where id = new.attempt_id for update;
  select coalesce(sum(amount_minor), 0) into given from disbursements
    where attempt_id = new.attempt_id and state <> 'failed' and id <> new.id;
  if given + new.amount_minor > collected then
    raise exception 'refunds of attempt % exceed what it collected', new.attempt_id
      using errcode = 'check_violation', constraint = 'disbursements_within_collection';
  end if;
  return new;
end $$;

-- What a person says that a credit line brought back.
alter table statement_lines add column returned_id uuid references disbursements;
grant update (returned_id) on statement_lines to soko_app;

alter table case_proposals drop constraint case_proposals_choice_check;
alter table case_proposals add constraint case_proposals_choice_check
  check (choice in ('keep', 'refund', 'close', 'moved', 'not_moved', 'came_back'));
