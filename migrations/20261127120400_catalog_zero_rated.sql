-- What: goods that bear no tax although they are taxed goods: some food, by each country's law. Why: an invoice must say so, and no
-- tax may be reckoned inside their price. Owner: catalog.

alter table listings add column tax_class text not null default 'standard' check (tax_class in ('standard', 'zero'));
alter table published_listings add column is_zero_rated boolean not null default false;
