insert into published_listings (listing_id, shop_id, country, slug, title, description, category_id, category_ids, option_names,
  currency, price_from_minor, price_to_minor, was_minor, picture_key, picture_colour, picture_alt, published_at, updated_at,
  words, letters, is_zero_rated)
select l.id, l.shop_id, s.country, l.slug, l.title, l.description, l.category_id, c.ids, l.option_names,
  v.currency, v.price_from, v.price_to, v.was, p.media_key, p.colour, p.alt, $2, l.updated_at,
  setweight(to_tsvector('soko', l.title), 'A')
    || setweight(to_tsvector('soko', c.names || ' ' || s.name), 'B')
    || setweight(to_tsvector('soko', l.description), 'C'),
  -- So much of a description is searched for words that are spelled nearly alike.
  unaccent(lower(trim(l.title || ' ' || s.name || ' ' || c.own_names || ' ' || left(l.description, 1000)))),
  l.tax_class = 'zero'
from publishable_listings b
join listings l on l.id = b.listing_id
join shops s on s.id = l.shop_id
cross join lateral (
  with recursive above as (
    select id, parent_id, name_en, name_sw, 0 as height from categories where id = l.category_id
    union all
    select up.id, up.parent_id, up.name_en, up.name_sw, above.height + 1
    from categories up join above on up.id = above.parent_id
    where above.height < 10
  )
  select array_agg(id order by height) as ids, string_agg(name_en || ' ' || name_sw, ' ') as names,
    max(name_en || ' ' || name_sw) filter (where height = 0) as own_names
  from above
) c
cross join lateral (
  -- The former price belongs to the variant that gives the lowest price.
  select min(v.price_minor) as price_from, max(v.price_minor) as price_to, min(v.currency) as currency,
    (array_agg(v.was_minor order by v.price_minor, v.position))[1] as was
  from variants v where v.listing_id = l.id and v.is_active
) v
left join lateral (
  select p.media_key, p.colour, p.alt from pictures p
  where p.listing_id = l.id and p.state = 'approved'
  order by p.position, p.id
  limit 1
) p on true
where l.id = any($1)
order by l.id
on conflict (listing_id) do update set
  country = excluded.country, slug = excluded.slug, title = excluded.title, description = excluded.description,
  category_id = excluded.category_id, category_ids = excluded.category_ids, option_names = excluded.option_names,
  currency = excluded.currency, price_from_minor = excluded.price_from_minor, price_to_minor = excluded.price_to_minor,
  was_minor = excluded.was_minor, picture_key = excluded.picture_key, picture_colour = excluded.picture_colour,
  picture_alt = excluded.picture_alt, updated_at = excluded.updated_at, words = excluded.words, letters = excluded.letters,
  is_zero_rated = excluded.is_zero_rated
