-- People, their sessions and keys, in the layout that better-auth 1.7 and its key plugin read and write. Columns that
-- only other ways of signing in need (an e-mail's verification, other providers' tokens) are there as better-auth asks
-- for them and stay null.

create table auth_user (
  id text primary key default gen_random_uuid()::text,
  email text not null unique check (email = lower(email)),
  name text not null,
  role text not null check (role in ('finance', 'engineer', 'support', 'admin')), -- domain/roles.ts
  email_verified boolean not null default false,
  image text,
  -- Not null: no session, no key and no sign-in of this person works, from this moment on.
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- The password of a person; provider_id is `credential`.
create table auth_account (
  id text primary key default gen_random_uuid()::text,
  user_id text not null references auth_user (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text, -- scrypt: salt and key
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index auth_account_user on auth_account (user_id);

create table auth_session (
  id text primary key default gen_random_uuid()::text,
  user_id text not null references auth_user (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_session_user on auth_session (user_id);

-- Keys of scripts. Only the SHA-256 of a key is kept; `start` are its first characters, to tell keys apart.
create table auth_api_key (
  id text primary key default gen_random_uuid()::text,
  reference_id text not null references auth_user (id) on delete cascade,
  name text not null,
  key text not null unique,
  start text not null,
  prefix text,
  enabled boolean not null default true,
  expires_at timestamptz,
  last_request timestamptz,
  config_id text not null default 'default',
  rate_limit_enabled boolean not null default false,
  rate_limit_time_window integer,
  rate_limit_max integer,
  request_count integer not null default 0,
  remaining integer,
  refill_interval integer,
  refill_amount integer,
  last_refill_at timestamptz,
  permissions text,
  metadata text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_api_key_owner on auth_api_key (reference_id);

-- better-auth does not start without it. Stays empty: nobody's e-mail is verified, and passwords are reset by an admin.
create table auth_verification (
  id text primary key default gen_random_uuid()::text,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Attempts to sign in, by e-mail and by address (hashed: what is typed there may be a password). A row is counted up
-- before the password is looked at, so that many attempts at once count as many.
create table auth_attempt (
  key bytea primary key,
  window_started_at timestamptz not null,
  attempts integer not null
);

-- The audit page: newest first, of an actor or of an action. Ids rise with time.
create index audit_log_actor on audit_log (actor, id desc);
create index audit_log_action on audit_log (action, id desc);

-- What was done stays written down: no code of ours changes or removes a row, and none that is added by mistake can.
create function audit_log_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is only ever added to';
end $$;
create trigger audit_log_is_kept before update or delete on audit_log
  for each statement execute function audit_log_is_kept();
