-- What: what a provider said no to may be asked about again. Why: providers change their mind, and when the callback that says so
-- is lost, nothing else would ever tell. Money that arrived stays final. Owner: payments.

alter table payment_attempts drop constraint payment_attempts_final_is_not_checked;
alter table payment_attempts add constraint payment_attempts_collected_is_not_checked
  check (state <> 'collected' or check_after is null);
alter table disbursements drop constraint disbursements_final_is_not_checked;
alter table disbursements add constraint disbursements_paid_is_not_checked check (state <> 'paid' or check_after is null);
