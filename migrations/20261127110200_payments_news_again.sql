-- What: providers are asked to send their news once more. Why: an admin wants them signed beside what was asked, and to see whether
-- callbacks reach us at all. Owner: payments.

alter table payment_exchanges drop constraint payment_exchanges_kind_check;
alter table payment_exchanges add constraint payment_exchanges_kind_check
  check (kind in ('collect', 'pay_out', 'refund', 'status', 'cancel', 'news_again'));
