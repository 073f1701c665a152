select l.id as "id: ListingId", l.slug, l.title, l.state, l.state_reason, l.updated_at,
  v.price_from_minor, v.currency, v.variants as "variants!", v.available as "available!",
  p.picture_key as "picture_key?", coalesce(w.waiting, 0) as "pictures_waiting!"
from listings l
cross join lateral (
  select min(v.price_minor) as price_from_minor, min(v.currency) as currency, count(*) as variants,
    coalesce(sum(s.available), 0)::bigint as available
  from variants v left join stock_levels s on s.variant_id = v.id
  where v.listing_id = l.id and v.is_active
) v
left join lateral (
  select p.media_key as picture_key
  from pictures p
  where p.listing_id = l.id and p.state in ('pending', 'approved')
  order by p.position, p.id
  limit 1
) p on true
left join lateral (
  select count(*) as waiting from pictures p where p.listing_id = l.id and p.state in ('uploaded', 'pending')
) w on true
where l.shop_id = $1
  and (l.state = $2 or ($2::text is null and l.state <> 'archived'))
  and ($3::timestamptz is null or (l.updated_at, l.id) < ($3, $4))
order by l.updated_at desc, l.id desc
limit $5
