import type { Major } from "./embedded.binary.ts";

export type Purpose = "work" | "test";

/**
 * Settings of the embedded server, for machines from 2 cores and 4 GB up; a person's own ones go into own.conf beside it.
 * The log never holds a statement, its parameters or a row's values: they are personal data.
 */
export function serverSettings(major: Major, memoryBytes: number, purpose: Purpose): string {
  const memory = Math.floor(memoryBytes / 1024 ** 2);
  const settings: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    password_encryption: "scram-sha-256",
    shared_buffers: "128MB",
    effective_cache_size: `${Math.max(512, Math.floor(memory / 2))}MB`,
    work_mem: "8MB",
    maintenance_work_mem: memory < 6000 ? "64MB" : "256MB",
    random_page_cost: 1.1,
    jit: "off",
    synchronous_commit: "on",
    wal_level: "replica",
    max_wal_senders: 4,
    max_replication_slots: 4,
    wal_compression: "off", // pglz, all that is built in, takes 0.1 ms a page: most of the time of a write to many rows
    wal_buffers: "16MB",
    max_wal_size: memory < 6000 ? "1GB" : "4GB", // each page is written whole once a checkpoint
    checkpoint_timeout: "10min",
    autovacuum_naptime: "30s",
    autovacuum_vacuum_scale_factor: 0.05,
    autovacuum_analyze_scale_factor: 0.05,
    tcp_keepalives_idle: 60,
    TimeZone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    logging_collector: "on",
    log_directory: "log",
    log_filename: "postgresql-%d.log",
    log_truncate_on_rotation: "on",
    log_rotation_age: "1d",
    log_rotation_size: 0,
    log_file_mode: "0600",
    log_min_messages: "log", // a failed statement's message may hold a value; it is told to the program anyway
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    ...(major >= 18 ? { io_workers: 2 } : {}),
    ...(purpose === "test" ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  return `# Written at every start; put your own settings into own.conf.\n${lines.join("\n")}\n`;
}
