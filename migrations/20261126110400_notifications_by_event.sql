-- What: messages found by the event that caused them, the beginning of their key. Why: whoever explains a purchase must see what its
-- buyer and its shops were told. Owner: notifications.

create index messages_by_event on messages (dedupe_key text_pattern_ops);
