with wanted as (
  select p.listing_id, category.id as category_id, p.shop_id, p.country, p.published_at, p.price_from_minor
  from published_listings p cross join unnest(p.category_ids) as category (id)
  where p.listing_id = any($1)
), gone as (
  delete from published_in_categories i
  where i.listing_id = any($1)
    and not exists (select from wanted w where w.listing_id = i.listing_id and w.category_id = i.category_id)
)
insert into published_in_categories (listing_id, category_id, shop_id, country, published_at, price_from_minor)
select listing_id, category_id, shop_id, country, published_at, price_from_minor from wanted
order by listing_id, category_id
on conflict (listing_id, category_id) do update set
  country = excluded.country, published_at = excluded.published_at, price_from_minor = excluded.price_from_minor
