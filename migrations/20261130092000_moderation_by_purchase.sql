-- What: an index of cases by their purchase. Why: what people decided stands on a purchase's timeline. Owner: moderation.

create index cases_purchase on cases (purchase_id) where purchase_id is not null;
