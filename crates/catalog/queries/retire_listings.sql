-- What may no longer be seen goes, and its address answers "gone".
with gone as (
  delete from published_listings p
  where p.listing_id = any($1) and not exists (select from publishable_listings b where b.listing_id = p.listing_id)
  returning p.listing_id, p.shop_id
)
insert into retired_listings (listing_id, shop_id, retired_at)
select listing_id, shop_id, $2 from gone
on conflict (listing_id) do update set retired_at = excluded.retired_at
