-- What: the limit of refunds binds what is about to leave, not what a provider says has left. Why: a refund that had failed and
-- was paid after all is a fact; refusing to write it down left it unsettled for ever. And what has not left yet may be given up. Owner: payments.

create or replace function refunds_stay_within_collection() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
declare
  collected bigint;
  given bigint;
begin
  if new.kind <> 'refund' or new.state = 'failed' then
    return new;
  end if;
  if tg_op = 'UPDATE' and new.amount_minor = old.amount_minor and new.state in ('unclear', 'paid') then
    return new;
  end if;
  select amount_minor into collected from payment_attempts where id = new.attempt_id for update;
  select coalesce(sum(amount_minor), 0) into given from disbursements
    where attempt_id = new.attempt_id and state <> 'failed' and id <> new.id;
  if given + new.amount_minor > collected then
    raise exception 'refunds of attempt % exceed what it collected', new.attempt_id
      using errcode = 'check_violation', constraint = 'disbursements_within_collection';
  end if;
  return new;
end $$;

create or replace function disbursement_moves_along_its_graph() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.state <> new.state and not (old.state, new.state) in (
    ('requested', 'sent'), ('requested', 'failed'), ('sent', 'unclear'), ('sent', 'paid'), ('sent', 'failed'), ('unclear', 'paid'),
    ('unclear', 'failed'), ('failed', 'paid')) then
    raise exception 'a disbursement that is % cannot become %', old.state, new.state
      using errcode = 'check_violation', constraint = 'disbursements_graph';
  end if;
  return new;
end $$;
