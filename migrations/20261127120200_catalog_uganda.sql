-- What: shops of Uganda. Why: as for carts. Owner: catalog.

alter table shops drop constraint shops_country_check;
alter table shops add constraint shops_country_check check (country in ('ZM', 'KE', 'UG'));
