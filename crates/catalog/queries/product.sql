select l.listing_id, l.slug, l.title, l.description, l.country, l.option_names, l.currency, l.price_from_minor, l.price_to_minor,
  l.category_ids, l.published_at, l.updated_at, l.is_zero_rated,
  s.shop_id, s.slug as shop_slug, s.name as shop_name, s.area as shop_area, s.phone as shop_phone, s.about as shop_about,
  s.returns_policy as shop_returns_policy, s.since as shop_since,
  d.fee_minor as "fee_minor?", d.currency as "fee_currency?", d.days_min as "days_min?", d.days_max as "days_max?",
  coalesce((
    select json_agg(json_build_object('id', v.variant_id, 'sku', v.sku, 'option_values', v.option_values,
      'price_minor', v.price_minor, 'was_minor', v.was_minor, 'available', coalesce(k.available, 0))
      order by v.position, v.variant_id)
    from published_variants v left join stock_levels k on k.variant_id = v.variant_id
    where v.listing_id = l.listing_id
  ), '[]') as "variants!: Json<Vec<VariantRow>>",
  coalesce((
    select json_agg(json_build_object('id', p.picture_id, 'key', p.media_key, 'width', p.width, 'height', p.height,
      'colour', p.colour, 'alt', p.alt) order by p.position, p.picture_id)
    from published_pictures p
    where p.listing_id = l.listing_id
  ), '[]') as "pictures!: Json<Vec<PictureRow>>",
  coalesce((
    select json_agg(json_build_object('slug', c.slug, 'name_en', c.name_en, 'name_sw', c.name_sw) order by i.height desc)
    from unnest(l.category_ids) with ordinality as i (id, height) join categories c on c.id = i.id
  ), '[]') as "path!: Json<Vec<CategoryNameRow>>"
from published_listings l
join published_shops s on s.shop_id = l.shop_id
left join delivery_fees d on d.shop_id = l.shop_id and d.area = $2
where right(l.listing_id::text, 12) = $1
