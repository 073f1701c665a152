-- What: two more things to decide about money: that it moved, and that it did not. Why: what no provider says for too long, a person
-- says who looked at the provider's books. Owner: moderation.

alter table case_proposals drop constraint case_proposals_choice_check;
alter table case_proposals add constraint case_proposals_choice_check
  check (choice in ('keep', 'refund', 'close', 'moved', 'not_moved'));
