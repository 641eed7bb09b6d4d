# The signal-worker on a machine of your own, in plain workerd: docs/deploy.md has the whole of it.
#
#   workerd serve workerd.capnp --directory-path=storage=/var/lib/meshcall --socket-addr=http=127.0.0.1:8787
#
# The build puts this file beside the index.js that it embeds. Variables and secrets come from the environment;
# docs/protocol.md says what they mean. One that is not set has its default.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "meshcall", worker = .meshcall),
    # Webhooks and a TURN key's API: addresses of the public internet alone, whatever a name resolves to.
    (name = "internet", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
    # What the rooms and accounts remember. `--directory-path` says where.
    (name = "storage", disk = (writable = true)),
  ],
  # A proxy in front does HTTPS, and says so: the signal-worker's own origin is compared with that of pages.
  sockets = [(
    name = "http",
    address = "127.0.0.1:8787",
    http = (forwardedProtoHeader = "X-Forwarded-Proto"),
    service = "meshcall",
  )],
);

const meshcall :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  compatibilityDate = "2026-10-01",
  # A key names a directory: with another one everything is forgotten.
  durableObjectNamespaces = [
    (className = "RoomObject", uniqueKey = "meshcall-rooms", enableSql = true),
    (className = "AccountObject", uniqueKey = "meshcall-accounts", enableSql = true),
    (className = "PeerServerObject", uniqueKey = "meshcall-peerjs", enableSql = true),
    (className = "TrackerObject", uniqueKey = "meshcall-webtorrent", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [
    (name = "ROOMS", durableObjectNamespace = "RoomObject"),
    (name = "ACCOUNTS", durableObjectNamespace = "AccountObject"),
    (name = "PEERJS_SWARMS", durableObjectNamespace = "PeerServerObject"),
    (name = "WEBTORRENT_SWARMS", durableObjectNamespace = "TrackerObject"),
    (name = "MESHCALL_ENV", fromEnvironment = "MESHCALL_ENV"),
    (name = "API_KEY_SECRET", fromEnvironment = "API_KEY_SECRET"),
    (name = "API_KEY_SID", fromEnvironment = "API_KEY_SID"),
    (name = "ACCOUNT_SID", fromEnvironment = "ACCOUNT_SID"),
    (name = "AUTH_TOKEN", fromEnvironment = "AUTH_TOKEN"),
    (name = "ACCOUNTS_JSON", fromEnvironment = "ACCOUNTS_JSON"),
    (name = "ACCESS_JSON", fromEnvironment = "ACCESS_JSON"),
    (name = "ADMIN_KEY", fromEnvironment = "ADMIN_KEY"),
    (name = "ADDRESS_HEADER", fromEnvironment = "ADDRESS_HEADER"),
    (name = "STATUS_CALLBACK", fromEnvironment = "STATUS_CALLBACK"),
    (name = "STATUS_CALLBACK_METHOD", fromEnvironment = "STATUS_CALLBACK_METHOD"),
    (name = "AD_HOC_ROOMS", fromEnvironment = "AD_HOC_ROOMS"),
    (name = "MAX_CONCURRENT_PARTICIPANTS", fromEnvironment = "MAX_CONCURRENT_PARTICIPANTS"),
    (name = "ALLOWED_ORIGINS", fromEnvironment = "ALLOWED_ORIGINS"),
    (name = "OPEN_ROOMS", fromEnvironment = "OPEN_ROOMS"),
    (name = "ROOM_TYPE", fromEnvironment = "ROOM_TYPE"),
    (name = "STUN_URLS", fromEnvironment = "STUN_URLS"),
    (name = "TURN_URLS", fromEnvironment = "TURN_URLS"),
    (name = "TURN_SECRET", fromEnvironment = "TURN_SECRET"),
    (name = "TURN_LIFE_SECONDS", fromEnvironment = "TURN_LIFE_SECONDS"),
    (name = "TURN_KEY_ID", fromEnvironment = "TURN_KEY_ID"),
    (name = "TURN_KEY_API_TOKEN", fromEnvironment = "TURN_KEY_API_TOKEN"),
    (name = "TURN_KEY_API_URL", fromEnvironment = "TURN_KEY_API_URL"),
    (name = "PEERSERVER", fromEnvironment = "PEERSERVER"),
    (name = "PEERSERVER_DISCOVERY", fromEnvironment = "PEERSERVER_DISCOVERY"),
    (name = "TRACKER", fromEnvironment = "TRACKER"),
  ],
  globalOutbound = "internet",
);
