-- What: attempts by any method, with the provider's own name and page for them; callbacks that prove nothing. Why: not every
-- provider prompts a phone, repeats our reference, or signs what it sends. Owner: payments.

alter table payment_attempts rename column network to method;
alter table payment_attempts add column provider_handle text check (length(provider_handle) <= 200);
alter table payment_attempts add column redirect_url text check (length(redirect_url) <= 2000);

-- 'unsigned': a shared word or a secret address fits. Such a callback only causes a question.
alter table payment_callbacks drop constraint payment_callbacks_verification_check;
alter table payment_callbacks add constraint payment_callbacks_verification_check
  check (verification in ('verified', 'unsigned', 'refused'));
alter table payment_callbacks drop constraint payment_callbacks_check;
alter table payment_callbacks add constraint payment_callbacks_event_is_named check ((verification = 'refused') = (event_id is null));
alter table payment_callbacks add column provider_transaction text check (length(provider_transaction) <= 100);
alter table payment_callbacks add column stated_minor bigint;
alter table payment_callbacks add column stated_currency text;
drop index payment_callbacks_unprocessed;
create index payment_callbacks_unprocessed on payment_callbacks (received_at) where verification <> 'refused' and processed_at is null;
-- A callback whose provider does not answer is looked into again later, not at every sweep.
alter table payment_callbacks add column look_after timestamptz;
-- Refused callbacks are counted by the minute, so that strangers cannot fill the disk.
create index payment_callbacks_refused on payment_callbacks (received_at) where verification = 'refused';
-- History stays: only what became of a callback may be written.
revoke update on payment_callbacks from soko_app;
grant update (processed_at, look_after) on payment_callbacks to soko_app;

-- Illegal moves are impossible whoever asks: the same graph as the states' own methods.
create function attempt_moves_along_its_graph() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.state <> new.state and not (old.state, new.state) in (
    ('prepared', 'sent'), ('prepared', 'refused'),
    ('sent', 'awaiting_pin'), ('sent', 'redirected'), ('sent', 'unclear'), ('sent', 'collected'), ('sent', 'refused'),
    ('awaiting_pin', 'unclear'), ('awaiting_pin', 'collected'), ('awaiting_pin', 'refused'),
    ('redirected', 'unclear'), ('redirected', 'collected'), ('redirected', 'refused'),
    ('unclear', 'awaiting_pin'), ('unclear', 'redirected'), ('unclear', 'collected'), ('unclear', 'refused'),
    ('refused', 'collected')) then
    raise exception 'an attempt that is % cannot become %', old.state, new.state
      using errcode = 'check_violation', constraint = 'payment_attempts_graph';
  end if;
  return new;
end $$;
create trigger moves_along_its_graph before update of state on payment_attempts
  for each row execute function attempt_moves_along_its_graph();
