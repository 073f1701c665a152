-- What: a payment that was made on the page of another one. Why: a hosted page can be paid in two tabs, and the second money is the
-- buyer's: it is kept as an attempt of its own, which the provider knows by the reference of the first, and goes back. So what was
-- collected on such a page is asked about again. Owner: payments.

alter table payment_attempts
  add column paid_under uuid references payment_attempts (provider_reference),
  add constraint payment_attempts_second_is_collected check (paid_under is null or (state = 'collected' and provider_handle is not null));
alter table payment_attempts drop constraint payment_attempts_collected_is_not_checked;
