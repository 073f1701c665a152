-- What: what was said to a provider and what it answered, masked, beside the word it came to. Why: a word does not settle an argument with
-- a provider. Owner: payments.

alter table payment_exchanges add column said jsonb not null default '[]';
