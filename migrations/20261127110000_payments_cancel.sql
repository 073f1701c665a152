-- What: a buyer who left a provider's page for another way asked for its end, and when; providers are asked to cancel. Why: what is
-- asked for is committed before the provider is, so that a crash in between forgets nothing. Owner: payments.

alter table payment_attempts add column cancel_asked_at timestamptz;
alter table payment_exchanges drop constraint payment_exchanges_kind_check;
alter table payment_exchanges add constraint payment_exchanges_kind_check
  check (kind in ('collect', 'pay_out', 'refund', 'status', 'cancel'));
