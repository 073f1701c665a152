with wanted as (
  select v.* from variants v join published_listings p on p.listing_id = v.listing_id
  where v.listing_id = any($1) and v.is_active
), gone as (
  delete from published_variants p
  where p.listing_id = any($1) and not exists (select from wanted w where w.id = p.variant_id)
)
insert into published_variants (variant_id, listing_id, shop_id, sku, option_values, price_minor, was_minor, currency, position)
select id, listing_id, shop_id, sku, option_values, price_minor, was_minor, currency, position from wanted
order by id
on conflict (variant_id) do update set
  sku = excluded.sku, option_values = excluded.option_values, price_minor = excluded.price_minor, was_minor = excluded.was_minor,
  currency = excluded.currency, position = excluded.position
