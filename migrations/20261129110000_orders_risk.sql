-- What: what was noticed about a purchase when it was paid or accepted for cash, and whether a person looks at it before its shops
-- pack. Why: who takes goods without meaning to keep them does it fast, often and elsewhere; nobody is blocked unseen. Owner: orders.

create table risk_reviews (
  purchase_id uuid primary key references purchases,
  points integer not null check (points > 0),
  -- Each rule that applied, as '<rule> <points> <what was counted>'.
  reasons text[] not null check (cardinality(reasons) between 1 and 50),
  -- 'noted': not enough for a person's time, and never decided about.
  state text not null check (state in ('noted', 'open', 'cleared', 'rejected', 'lapsed', 'ended')),
  scored_at timestamptz not null,
  -- When the shops may pack if nobody has decided.
  until timestamptz,
  decided_at timestamptz,
  decided_by uuid references people,
  reason text not null default '' check (length(reason) <= 500),
  constraint risk_reviews_have_an_end check ((state = 'noted') = (until is null) and (until is null or until > scored_at)),
  constraint risk_reviews_say_when check ((state in ('noted', 'open')) = (decided_at is null)),
  constraint risk_reviews_say_who check ((state in ('cleared', 'rejected')) = (decided_by is not null))
);
create index risk_reviews_open on risk_reviews (until, purchase_id) where state = 'open';

-- What was seen stays as it was, and a review ends once.
create function risk_review_ends_once() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.state <> 'open' or new.state in ('noted', 'open') then
    raise exception 'a review that is % cannot become %', old.state, new.state
      using errcode = 'check_violation', constraint = 'risk_reviews_graph';
  end if;
  return new;
end $$;
create trigger ends_once before update on risk_reviews for each row execute function risk_review_ends_once();
create trigger never_deleted before delete or truncate on risk_reviews for each statement execute function forbid_rewriting();

alter table risk_reviews enable row level security;
alter table risk_reviews force row level security;
create policy platform on risk_reviews for all to soko_app
  using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform');
grant select, insert on risk_reviews to soko_app;
grant update (state, decided_at, decided_by, reason) on risk_reviews to soko_app;

-- Until when its shop may not pack. The shop and the buyer read it; of the score they see nothing.
alter table orders add column review_until timestamptz;
alter table orders add constraint orders_packed_after_review
  check (packed_at is null or review_until is null or packed_at >= review_until);

create function only_the_platform_reviews() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if scope_kind() is distinct from 'platform' then
    raise exception 'whether an order is looked at is not its shop''s to say'
      using errcode = 'insufficient_privilege', constraint = 'orders_review_is_the_platforms';
  end if;
  return new;
end $$;
create trigger only_the_platform_reviews before update of review_until on orders for each row
  when (old.review_until is distinct from new.review_until) execute function only_the_platform_reviews();

-- Who else has something sent to the same landmark, and for whom else a phone pays. Plain columns: row security lets no function of
-- the landmark, or of the phone, into an index.
create index purchases_place on purchases (area, placed_at);
create index payment_attempts_by_phone on payment_attempts (phone, prepared_at);
