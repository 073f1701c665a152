with wanted as (
  select x.* from pictures x join published_listings p on p.listing_id = x.listing_id
  where x.listing_id = any($1) and x.state = 'approved'
), gone as (
  delete from published_pictures p
  where p.listing_id = any($1) and not exists (select from wanted w where w.id = p.picture_id)
)
insert into published_pictures (picture_id, listing_id, shop_id, position, media_key, width, height, colour, alt)
select id, listing_id, shop_id, position, media_key, width, height, colour, alt from wanted
order by id
on conflict (picture_id) do update set
  position = excluded.position, media_key = excluded.media_key, width = excluded.width, height = excluded.height,
  colour = excluded.colour, alt = excluded.alt
