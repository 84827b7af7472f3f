DROP TABLE IF EXISTS whereby_calls;
