// Generated from the migrated database by npm run schema. Do not edit.
import type { ColumnType, Generated as KyselyGenerated } from "kysely";

type Generated<T> = KyselyGenerated<T>;
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type Json = ColumnType<JsonValue, string, string>;

export interface AccessLinkTable {
  token_hash: string;
  user_id: string;
  purpose: string;
  created_by: string | null;
  created_at: Generated<string>;
  expires_at: string;
  used_at: string | null;
}

export interface AccountTable {
  id: string;
  user_id: string;
  account_id: string;
  provider_id: string;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_token_expires_at: string | null;
  refresh_token_expires_at: string | null;
  scope: string | null;
  password: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface AppUserTable {
  id: string;
  name: string;
  email: string;
  email_verified: Generated<boolean>;
  image: string | null;
  phone: string | null;
  locale: Generated<string>;
  theme: Generated<string>;
  team_id: string | null;
  client_access: Generated<string>;
  two_factor_enabled: Generated<boolean>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface BinTable {
  id: string;
  reason: string;
  import_id: string | null;
  binned_by: string | null;
  binned_at: Generated<string>;
}

export interface BulkEditTable {
  id: string;
  field: string;
  value: Json;
  changed_count: number;
  created_by: string;
  created_at: Generated<string>;
  undone_at: string | null;
  restored_count: number | null;
}

export interface BulkEditRowTable {
  bulk_edit_id: string;
  customer_id: string;
  before: Json;
  is_restored: Generated<boolean>;
}

export interface CallTable {
  id: string;
  direction: string;
  number_id: string | null;
  client_id: string | null;
  their_digits: string | null;
  their_name: string | null;
  customer_id: string | null;
  contact_id: string | null;
  user_id: string | null;
  started_at: string;
  answered_at: string | null;
  ended_at: string | null;
  cause: string | null;
  ended_by: string | null;
  ended_by_user: string | null;
  code: number | null;
  ringing_ms: Generated<number>;
  talking_ms: Generated<number>;
  held_ms: Generated<number>;
  consult_ms: Generated<number>;
  conference_ms: Generated<number>;
  interaction_id: string | null;
  disposition: string | null;
  recording_refused_at: string | null;
}

export interface CallCommandTable {
  id: string;
  call_id: string;
  user_id: string;
  command: Json;
  asked_at: Generated<string>;
  taken_at: string | null;
}

export interface CallNoteTable {
  id: string;
  call_id: string;
  user_id: string;
  at: string;
  body: string;
  changed_at: Generated<string>;
}

export interface CallPersonTable {
  call_id: string;
  user_id: string;
  occupation: string | null;
  notice: Json | null;
  changed_at: Generated<string>;
}

export interface CallSegmentTable {
  call_id: string;
  leg_id: string;
  user_id: string | null;
  activity: string;
  began_at: string;
  ended_at: string;
}

export interface CallStateTable {
  call_id: string;
  state: Json;
  changed_at: Generated<string>;
}

export interface CallWrapUpTable {
  call_id: string;
  leg_id: string;
  user_id: string;
  began_at: string;
  ended_at: string;
  disposition: string | null;
}

export interface CallerIdTable {
  id: string;
  number_id: string;
  team_id: string | null;
  client_id: string | null;
}

export interface ClientTable {
  id: string;
  name: string;
  created_at: Generated<string>;
}

export interface ClientFactTable {
  customer_id: string;
  client_id: string;
  field: string;
  value: Json;
  merge_id: string;
}

export interface ConsentTable {
  id: string;
  customer_id: string;
  contact_id: string | null;
  client_id: string | null;
  point: string | null;
  channel: string | null;
  purpose: string | null;
  verdict: string;
  source: string;
  proof: string | null;
  proof_file_id: string | null;
  said_at: string;
  until: string | null;
  recorded_by: string | null;
  created_at: Generated<string>;
  retracted_by: string | null;
  retracted_at: string | null;
}

export interface ConsentPurposeTable {
  key: string;
  name_zh: string;
  name_en: string;
  rule: string;
  position: number;
  retired_at: string | null;
}

export interface ContactTable {
  id: string;
  customer_id: string;
  client_id: string | null;
  name: string;
  name_pinyin: string;
  title: string | null;
  department: string | null;
  remark: string | null;
  created_by: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  reports_to: string | null;
  buying_role: string | null;
}

export interface ContactPointTable {
  id: string;
  customer_id: string;
  contact_id: string | null;
  client_id: string | null;
  kind: string;
  label: string | null;
  value: string;
  normalised: string;
  province: string | null;
  city: string | null;
  district: string | null;
  is_primary: Generated<boolean>;
  created_at: Generated<string>;
}

export interface ContactRelationTable {
  id: string;
  type_id: string;
  applies_to: Generated<string>;
  shape: string;
  from_id: string;
  to_id: string;
  client_id: string | null;
  note: string | null;
  created_by: string | null;
  created_at: Generated<string>;
}

export interface CustomerTable {
  id: string;
  number: Generated<number>;
  kind: string;
  name: string;
  name_pinyin: string;
  other_names: Generated<string[]>;
  owner_id: string | null;
  team_id: string | null;
  stage: Generated<string>;
  source: string | null;
  industry: string | null;
  tax_id: string | null;
  founded_on: string | null;
  staff_count: number | null;
  revenue_this_year: number | null;
  revenue_last_year: number | null;
  currency: Generated<string>;
  website: string | null;
  payment_terms: string | null;
  province: string | null;
  city: string | null;
  district: string | null;
  street: string | null;
  birth_on: string | null;
  gender: string | null;
  marital_status: string | null;
  occupation: string | null;
  remark: string | null;
  created_by: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  bin_id: string | null;
  pool_id: string | null;
  owned_at: Generated<string>;
  potential_amount: number | null;
}

export interface CustomerClientTable {
  customer_id: string;
  client_id: string;
}

export interface CustomerFileTable {
  id: string;
  customer_id: string;
  client_id: string | null;
  name: string;
  created_by: string | null;
  created_at: Generated<string>;
}

export interface CustomerFileRemovalTable {
  file_id: string;
  removed_by: string | null;
  removed_at: Generated<string>;
}

export interface CustomerFileVersionTable {
  file_id: string;
  version: number;
  stored_file_id: string;
  created_by: string | null;
  created_at: Generated<string>;
}

export interface CustomerMergeTable {
  id: string;
  winner_id: string;
  winner_clients: string[];
  is_crossing: boolean;
  bin_id: string | null;
  state: Generated<string>;
  merged_by: string | null;
  merged_at: Generated<string>;
  undone_by: string | null;
  undone_at: string | null;
}

export interface CustomerMergeChildTable {
  merge_id: string;
  kind: string;
  child_id: string;
  act: string;
  from_id: string;
  client_before: string | null;
}

export interface CustomerMergeFieldTable {
  merge_id: string;
  field: string;
  before: Json | null;
  after: Json | null;
}

export interface CustomerMergeLoserTable {
  merge_id: string;
  customer_id: string;
  number: number;
  clients: string[];
}

export interface CustomerProtectionTable {
  customer_id: string;
  kind: string;
  reason: string;
  until: string | null;
  by_user: string;
  created_at: Generated<string>;
}

export interface CustomerRelationTable {
  id: string;
  type_id: string;
  applies_to: Generated<string>;
  shape: string;
  from_id: string;
  to_id: string;
  client_id: string | null;
  note: string | null;
  created_by: string | null;
  created_at: Generated<string>;
}

export interface CustomerShareTable {
  id: string;
  customer_id: string;
  user_id: string | null;
  team_id: string | null;
  access: string;
  shared_by: string | null;
  shared_at: Generated<string>;
}

export interface CustomerStarTable {
  user_id: string;
  customer_id: string;
  starred_at: Generated<string>;
}

export interface CustomerTagTable {
  customer_id: string;
  tag_id: string;
}

export interface CustomerTierTable {
  customer_id: string;
  code: string | null;
  code_rule_id: string | null;
  code_since: string | null;
  pyramid: string | null;
  pyramid_rule_id: string | null;
  pyramid_since: string | null;
  stage_rule_id: string | null;
  stage_since: string | null;
  placed_at: Generated<string>;
}

export interface CustomerVisitTable {
  user_id: string;
  customer_id: string;
  visited_at: Generated<string>;
}

export interface DispositionTable {
  name: string;
  position: number;
}

export interface DomainEventTable {
  id: Generated<number>;
  xid: Generated<string>;
  at: Generated<string>;
  name: string;
  actor_id: string | null;
  object: string;
  object_id: string | null;
  root: string | null;
  root_id: string | null;
  client_id: string | null;
  changed: Generated<string[]>;
  payload: Generated<Json>;
  request_id: string | null;
}

export interface DuplicateKeyTable {
  hash: number;
  customer_id: string;
}

export interface DuplicatePairTable {
  one_id: string;
  other_id: string;
  score: number;
  rules: string[];
  found_at: Generated<string>;
}

export interface DuplicateRuleTable {
  kind: string;
  rule: string;
  points: number;
  updated_by: string | null;
  updated_at: Generated<string>;
}

export interface DuplicateSweepTable {
  id: string;
  state: string;
  started_by: string | null;
  started_at: Generated<string>;
  ended_at: string | null;
  customer_count: Generated<number>;
  pair_count: Generated<number>;
  error: string | null;
}

export interface DuplicateToldTable {
  user_id: string;
  customer_id: string;
  rule: string;
  told_at: Generated<string>;
}

export interface DuplicateVerdictTable {
  one_id: string;
  other_id: string;
  verdict: string;
  until: string | null;
  decided_by: string | null;
  decided_at: Generated<string>;
}

export interface ExportTable {
  id: string;
  created_by: string;
  slot: number;
  state: Generated<string>;
  reason: string | null;
  format: string;
  query: Json;
  attempt: Generated<number>;
  row_count: Generated<number>;
  expected_count: number | null;
  is_complete: boolean | null;
  mark: string | null;
  file_id: string | null;
  created_at: Generated<string>;
  started_at: string | null;
  ended_at: string | null;
  expires_at: string | null;
}

export interface ExportPartTable {
  export_id: string;
  number: number;
  customer_ids: string[];
  related_ids: string[];
  fields: string[];
  client_ids: string[] | null;
}

export interface ExtensionTable {
  user_id: string;
  digits: string;
  password: string;
  created_at: Generated<string>;
}

export interface HandOverTable {
  id: string;
  from_user: string;
  to_users: string[];
  kinds: string[];
  state: string;
  moved: Generated<number>;
  moved_back: Generated<number>;
  by_user: string;
  created_at: Generated<string>;
  ended_at: string | null;
}

export interface HandOverItemTable {
  hand_over_id: string;
  kind: string;
  object_id: string;
  to_user: string;
}

export interface HistoryTable {
  event_id: number;
  field: string;
  object: string;
  object_id: string;
  before: Json | null;
  after: Json | null;
}

export interface IdempotencyKeyTable {
  user_id: string;
  key: string;
  route: string;
  request_hash: string;
  status: number | null;
  response: Json | null;
  created_at: Generated<string>;
}

export interface ImportTable {
  id: string;
  file_id: string;
  created_by: string;
  created_at: Generated<string>;
  encoding: string;
  byte_order_mark: Generated<number>;
  delimiter: string;
  has_header: boolean;
  columns: Json;
  preview: Json;
  estimated_rows: number;
  byte_size: number;
  default_owner: string;
  default_kind: Generated<string>;
  client_id: string | null;
  state: Generated<string>;
  error: string | null;
  row_count: Generated<number>;
  created_count: Generated<number>;
  skipped_count: Generated<number>;
  rejected_count: Generated<number>;
  unknown_owner_count: Generated<number>;
  unknown_owners: Generated<string[]>;
  byte_position: Generated<number>;
  started_at: string | null;
  finished_at: string | null;
  workbook_id: string | null;
  sheets: Generated<string[]>;
  sheet: string | null;
  signature: Generated<string>;
  duplicate_policy: Generated<string>;
  duplicate_keys: Generated<string[]>;
  joins_names: Generated<boolean>;
  revision: Generated<number>;
  updated_count: Generated<number>;
  duplicate_count: Generated<number>;
}

export interface ImportCheckTable {
  import_id: string;
  revision: number;
  state: string;
  row_count: Generated<number>;
  created_count: Generated<number>;
  updated_count: Generated<number>;
  duplicate_count: Generated<number>;
  skipped_count: Generated<number>;
  rejected_count: Generated<number>;
  byte_position: Generated<number>;
  groups: Generated<Json>;
  started_at: Generated<string>;
  finished_at: string | null;
}

export interface ImportChunkTable {
  import_id: string;
  first_row: number;
  row_count: number;
  created_count: number;
  skipped_count: number;
  rejected_count: number;
  byte_position: number;
  committed_at: Generated<string>;
  updated_count: Generated<number>;
  duplicate_count: Generated<number>;
}

export interface ImportCorrectionTable {
  import_id: string;
  row: number;
  position: number;
  value: string;
  corrected_by: string | null;
  corrected_at: Generated<string>;
}

export interface ImportCustomerTable {
  import_id: string;
  customer_id: string;
  row: number;
}

export interface ImportMappingTable {
  signature: string;
  targets: string[];
  settings: Json;
  used_by: string;
  used_at: Generated<string>;
}

export interface ImportPartTable {
  import_id: string;
  customer_id: string;
  object: string;
  object_id: string;
}

export interface ImportProblemTable {
  import_id: string;
  row: number;
  reason: string;
  field: string | null;
  position: number | null;
  value: string | null;
  proposal: string | null;
  cells: Json;
}

export interface ImportRejectionTable {
  import_id: string;
  row: number;
  reason: string;
  field: string | null;
  value: string | null;
  cells: Json;
}

export interface ImportUndoTable {
  import_id: string;
  undone_by: string;
  state: string;
  bin_id: string | null;
  position: string | null;
  binned_count: Generated<number>;
  kept_count: Generated<number>;
  restored_count: Generated<number>;
  left_count: Generated<number>;
  started_at: Generated<string>;
  finished_at: string | null;
}

export interface ImportUpdateTable {
  import_id: string;
  row: number;
  customer_id: string;
  outcome: string;
  event_id: number | null;
}

export interface IntelligenceTable {
  id: string;
  customer_id: string;
  client_id: string | null;
  contact_id: string | null;
  kind: string;
  body: string;
  source: string | null;
  source_url: string | null;
  reliability: Generated<string>;
  happened_at: string;
  created_by: string | null;
  created_at: Generated<string>;
}

export interface InteractionTable {
  id: string;
  customer_id: string;
  contact_id: string | null;
  client_id: string | null;
  kind: string;
  direction: string | null;
  department: Generated<string>;
  subject: string | null;
  body: string | null;
  user_id: string | null;
  happened_at: string;
  duration_s: number | null;
  created_at: Generated<string>;
  rewritten_at: string | null;
}

export interface InteractionMentionTable {
  interaction_id: string;
  user_id: string;
}

export interface LayoutTable {
  id: string;
  object: string;
  role_id: string | null;
  sections: Json;
  updated_by: string | null;
  updated_at: Generated<string>;
}

export interface MailSentTable {
  id: string;
  template: string;
  to_user: string | null;
  state: string;
  error: string | null;
  created_at: Generated<string>;
  sent_at: string | null;
}

export interface NoticeTable {
  id: string;
  user_id: string;
  kind: string;
  object: string;
  object_id: string;
  by_user: string | null;
  count: Generated<number>;
  created_at: Generated<string>;
  read_at: string | null;
  sent_at: string | null;
  digest_at: string | null;
}

export interface NoticeDigestTable {
  user_id: string;
  hour: number;
}

export interface NoticePreferenceTable {
  user_id: string;
  kind: string;
  page: boolean;
  mail: string;
  push: boolean | null;
}

export interface OwnChoiceTable {
  field_id: string;
  value: string;
  label_zh: string | null;
  label_en: string | null;
  position: number;
  is_retired: Generated<boolean>;
}

export interface OwnFieldTable {
  id: string;
  object: string;
  key: string;
  kind: string;
  label_zh: string | null;
  label_en: string | null;
  help: string | null;
  decimals: number | null;
  is_long: Generated<boolean>;
  target: string | null;
  formula: string | null;
  formula_kind: string | null;
  is_required: Generated<boolean>;
  required_when: Json | null;
  is_unique: Generated<boolean>;
  is_indexed: Generated<boolean>;
  is_searched: Generated<boolean>;
  is_sensitive: Generated<boolean>;
  position: number;
  state: Generated<string>;
  problem: string | null;
  created_by: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface PassageTable {
  object: string;
  object_id: string;
  customer_id: string | null;
  at: string;
  tokens: string;
}

export interface PassageDueTable {
  object: string;
  object_id: string;
}

export interface PassageFillTable {
  object: string;
  after: Generated<string>;
}

export interface PhoneLookupTable {
  user_id: string;
  digest: string;
  looked_at: Generated<string>;
}

export interface PolicyVersionTable {
  only_row: Generated<boolean>;
  version: Generated<number>;
}

export interface PoolTable {
  id: string;
  name: string;
  team_id: string | null;
  kind: string | null;
  picks_per_day: number | null;
  cool_down_days: Generated<number>;
  capacity: number | null;
  capacity_counts: Generated<string>;
  no_follow_up_days: number | null;
  no_deal_days: number | null;
  deal_field: string | null;
  after_contract_end_days: number | null;
  contract_end_field: string | null;
  warning_days: Generated<number>;
  hidden_fields: Generated<string[]>;
  views_per_day: number | null;
  created_by: string | null;
  created_at: Generated<string>;
  retired_at: string | null;
}

export interface PoolMembershipTable {
  customer_id: string;
  pool_id: string;
  since: Generated<string>;
  last_owner_id: string | null;
  released_by: string | null;
  reason: string;
  note: string | null;
}

export interface PoolPickTable {
  id: string;
  pool_id: string;
  customer_id: string;
  user_id: string;
  given_by: string | null;
  picked_at: Generated<string>;
}

export interface PoolPickerTable {
  pool_id: string;
  team_id: string | null;
  role_id: string | null;
}

export interface PoolRecycleTable {
  batch_id: string;
  customer_id: string;
  last_owner_id: string;
}

export interface PoolViewTable {
  user_id: string;
  pool_id: string;
  day: string;
  customer_id: string;
}

export interface PoolWarningTable {
  customer_id: string;
  pool_id: string;
  user_id: string;
  reason: string;
  due_on: string;
  warned_at: Generated<string>;
}

export interface PromiseTable {
  id: string;
  customer_id: string;
  client_id: string | null;
  contact_id: string | null;
  kind_id: string | null;
  what: string;
  why: string | null;
  owner_id: string;
  due_at: string;
  state: Generated<string>;
  ended_at: string | null;
  ended_by: string | null;
  reason: string | null;
  created_by: string | null;
  created_at: Generated<string>;
}

export interface PromiseCheckTable {
  kind_id: string;
  aspect: string;
  finding: string;
  verdict: string;
}

export interface PromiseKindTable {
  id: string;
  name: string;
  is_feasible: Generated<boolean>;
  why_not: string | null;
  retired_at: string | null;
  created_by: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface PromiseMoveTable {
  id: string;
  promise_id: string;
  due_before: string;
  due_after: string;
  reason: string;
  is_customer_told: boolean;
  moved_by: string | null;
  moved_at: Generated<string>;
}

export interface PushSubscriptionTable {
  id: string;
  user_id: string;
  session_id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  user_agent: string | null;
  created_at: Generated<string>;
  last_ok_at: string | null;
  failures: Generated<number>;
}

export interface ReactionCursorTable {
  name: string;
  xid: string;
  id: number;
  at: Generated<string>;
}

export interface RecordingTable {
  call_id: string;
  part: number;
  state: Generated<string>;
  key_id: string | null;
  key: string | null;
  stored_file_id: string | null;
  started_at: string;
  ms: Generated<number>;
  flaw: string | null;
  chain: string | null;
  pieces: Generated<Json>;
  peaks: string | null;
  erased_at: string | null;
  erased_for: string | null;
}

export interface RecordingAnnouncementTable {
  is_only: Generated<boolean>;
  id: string;
  file_name: string;
  audio: Buffer;
  ms: number;
  uploaded_by: string;
  uploaded_at: Generated<string>;
}

export interface RecordingHoldTable {
  call_id: string;
  reason: string;
  held_by: string;
  held_at: Generated<string>;
}

export interface RecordingKeyTable {
  id: string;
  sealed: string;
  made_at: Generated<string>;
  retired_at: string | null;
}

export interface RecordingListeningTable {
  call_id: string;
  user_id: string;
  listened_at: Generated<string>;
}

export interface RecordingRuleTable {
  number_id: string | null;
  begins: string;
  is_announced: Generated<boolean>;
  refusal_key: string | null;
  keep_days: number | null;
}

export interface RelationTypeTable {
  id: string;
  key: string | null;
  applies_to: string;
  shape: string;
  name_zh: string;
  name_en: string;
  inverse_zh: string | null;
  inverse_en: string | null;
  position: Generated<number>;
  retired_at: string | null;
  created_by: string | null;
  created_at: Generated<string>;
}

export interface RoleTable {
  id: string;
  key: string;
  name: string;
  created_at: Generated<string>;
}

export interface RoleGrantTable {
  role_id: string;
  object: string;
  action: string;
  scope: string;
  fields: string[] | null;
}

export interface SavedViewTable {
  id: string;
  object: string;
  name: string;
  owner_id: string;
  filter: Json;
  parameters: Json;
  sort: string;
  direction: string;
  columns: string[] | null;
  group_by: string | null;
  layout: Generated<string>;
  created_at: Generated<string>;
  updated_at: Generated<string>;
  changed_by: Generated<string>;
}

export interface SavedViewPinTable {
  user_id: string;
  view_id: string;
  position: number;
}

export interface SavedViewShareTable {
  view_id: string;
  user_id: string | null;
  team_id: string | null;
}

export interface SearchEntryTable {
  object: string;
  object_id: string;
  root_id: string;
  client_id: string | null;
  tokens: string;
  latin: string | null;
}

export interface SensitiveExitTable {
  id: Generated<number>;
  user_id: string;
  how: string;
  fields: string[];
  row_count: number;
  filtered_by: Generated<string[]>;
  export_id: string | null;
  read_at: Generated<string>;
  last_read_at: Generated<string>;
}

export interface SensitiveExitPartTable {
  id: Generated<number>;
  exit_id: number;
  customer_ids: string[];
}

export interface SensitiveReadTable {
  id: Generated<number>;
  user_id: string;
  customer_id: string;
  fields: string[];
  read_at: Generated<string>;
  how: Generated<string>;
}

export interface SessionTable {
  id: string;
  user_id: string;
  token: string;
  expires_at: string;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface SettingTable {
  name: string;
  value: Json;
  updated_at: Generated<string>;
}

export interface SignInFailureTable {
  id: Generated<number>;
  subject: string;
  failed_at: Generated<string>;
}

export interface StoredFileTable {
  id: string;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  created_by: string | null;
  created_at: Generated<string>;
  is_disguised: Generated<boolean>;
}

export interface StoredFileRemovalTable {
  file_id: string;
  due_at: string;
}

export interface TagTable {
  id: string;
  name: string;
  created_at: Generated<string>;
}

export interface TaskTable {
  id: string;
  title: string;
  body: string | null;
  customer_id: string | null;
  client_id: string | null;
  assignee_id: string | null;
  team_id: string | null;
  created_by: string;
  due_at: string | null;
  has_time: Generated<boolean>;
  priority: Generated<string>;
  state: Generated<string>;
  repeat: string | null;
  follows_id: string | null;
  reminded_at: string | null;
  escalate_hours: number | null;
  escalate_to: string | null;
  escalated_at: string | null;
  done_at: string | null;
  done_by: string | null;
  handed_out_id: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface TaskItemTable {
  id: string;
  task_id: string;
  position: number;
  title: string;
  is_done: Generated<boolean>;
}

export interface TeamTable {
  id: string;
  name: string;
  parent_id: string | null;
  created_at: Generated<string>;
}

export interface TierCostTable {
  kind: string;
  amount: number;
}

export interface TierDueTable {
  customer_id: string;
  since: Generated<string>;
}

export interface TierHoldTable {
  customer_id: string;
  ladder: string;
  value: string;
  reason: string | null;
  until: string | null;
  by_user: string;
  created_at: Generated<string>;
}

export interface TierLadderTable {
  ladder: string;
  is_on: boolean;
  rest_value: string;
  hold_days: Generated<number>;
  version: Generated<number>;
  ready_version: Generated<number>;
  changed_by: string | null;
  changed_at: Generated<string>;
}

export interface TierMoveTable {
  id: Generated<string>;
  customer_id: string;
  ladder: string;
  from_value: string;
  to_value: string;
  rule_id: string | null;
  figures: Generated<Json>;
  batch_id: string | null;
  by_user: string | null;
  moved_at: Generated<string>;
}

export interface TierRuleTable {
  id: Generated<string>;
  ladder: string;
  position: number;
  value: string;
  condition: Generated<Json>;
  share_field: string | null;
  share_by: string | null;
  share_percent: number | null;
  created_at: Generated<string>;
  retired_at: string | null;
}

export interface TierRunTable {
  id: string;
  kind: string;
  state: Generated<string>;
  total: Generated<number>;
  looked_count: Generated<number>;
  placed_count: Generated<number>;
  moved_count: Generated<number>;
  error: string | null;
  asked_by: string | null;
  asked_at: Generated<string>;
  started_at: string | null;
  ended_at: string | null;
}

export interface TierStrategyTable {
  ladder: string;
  value: string;
  text_zh: Generated<string>;
  text_en: Generated<string>;
  stance: string | null;
  changed_by: string | null;
  changed_at: Generated<string>;
}

export interface TierThresholdTable {
  rule_id: string;
  currency: string;
  value: string;
  found_at: Generated<string>;
}

export interface TouchTable {
  id: string;
  customer_id: string;
  client_id: string | null;
  contact_id: string | null;
  channel: string;
  campaign: string | null;
  body: string;
  user_id: string | null;
  other_party: string | null;
  happened_at: string;
  created_by: string | null;
  created_at: Generated<string>;
}

export interface TradeTable {
  id: string;
  customer_id: string;
  client_id: string | null;
  traded_on: string;
  amount: number;
  cost: number | null;
  currency: string;
  product_group: string | null;
  channel: string | null;
  reference: string | null;
  source: string;
  import_id: string | null;
  created_by: string | null;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface TradeImportTable {
  id: string;
  file_id: string;
  workbook_id: string | null;
  sheet: string | null;
  created_by: string;
  created_at: Generated<string>;
  encoding: string;
  byte_order_mark: Generated<number>;
  delimiter: string;
  has_header: boolean;
  columns: Json;
  preview: Json;
  estimated_rows: number;
  client_id: string | null;
  currency: Generated<string>;
  state: Generated<string>;
  error: string | null;
  next_row: Generated<number>;
  row_count: Generated<number>;
  created_count: Generated<number>;
  known_count: Generated<number>;
  rejected_count: Generated<number>;
  removed_count: Generated<number>;
  started_at: string | null;
  finished_at: string | null;
}

export interface TradeMappingTable {
  signature: string;
  targets: string[];
  currency: string;
  used_by: string;
  used_at: Generated<string>;
}

export interface TradeMonthTable {
  customer_id: string;
  client_id: string | null;
  currency: string;
  month: string;
  count: number;
  amount: number;
  cost: number;
  costed_amount: number;
  first_on: string;
  last_on: string;
}

export interface TradeRejectionTable {
  import_id: string;
  row: number;
  reason: string;
  field: string | null;
  value: string | null;
  cells: Json;
}

export interface TradeSumTable {
  customer_id: string;
  client_id: string | null;
  currency: string;
  first_on: string | null;
  last_on: string | null;
  count: Generated<number>;
  amount: Generated<number>;
  cost: Generated<number>;
  costed_amount: Generated<number>;
}

export interface TrunkTable {
  id: string;
  name: string;
  kind: string;
  host: string;
  port: Generated<number>;
  username: string | null;
  password: string | null;
  sources: Generated<string[]>;
  codecs: Generated<string[]>;
  number_form: Generated<string>;
  channel_limit: Generated<number>;
  calls_per_minute: number | null;
  countries: string[];
  is_on: Generated<boolean>;
  created_by: string;
  created_at: Generated<string>;
  retired_at: string | null;
}

export interface TrunkRegistrationTable {
  trunk_id: string;
  state: string;
  code: number | null;
  reason: string | null;
  since: Generated<string>;
}

export interface TurnServerTable {
  id: string;
  urls: string[];
  kind: string;
  username: string | null;
  password: string | null;
  is_on: Generated<boolean>;
  created_by: string;
  created_at: Generated<string>;
}

export interface TwoFactorTable {
  id: string;
  user_id: string;
  secret: string;
  backup_codes: string;
  verified: Generated<boolean>;
  failed_verification_count: Generated<number>;
  locked_until: string | null;
}

export interface UserClientTable {
  user_id: string;
  client_id: string;
}

export interface UserDeactivationTable {
  user_id: string;
  deactivated_by: string | null;
  deactivated_at: Generated<string>;
}

export interface UserRoleTable {
  user_id: string;
  role_id: string;
}

export interface VerificationTable {
  id: string;
  identifier: string;
  value: string;
  expires_at: string;
  created_at: Generated<string>;
  updated_at: Generated<string>;
}

export interface ViewDeliveryTable {
  view_id: string;
  rhythm: string;
  weekday: number | null;
  hour: number;
  is_paused: Generated<boolean>;
  next_at: string;
  updated_at: Generated<string>;
}

export interface ViewDeliveryRecipientTable {
  view_id: string;
  user_id: string;
  last_at: string | null;
  last_result: string | null;
}

export interface VoiceLeaseTable {
  is_only: Generated<boolean>;
  holder: string;
  token: number;
  until: string;
  place_token: number;
  written_token: number | null;
  written: number | null;
}

export interface VoiceNumberTable {
  id: string;
  digits: string;
  label: string;
  trunk_id: string;
  client_id: string | null;
  user_id: string | null;
  team_id: string | null;
  ring_seconds: Generated<number>;
  created_by: string;
  created_at: Generated<string>;
  retired_at: string | null;
}

export interface WebCallbackTable {
  id: string;
  widget_id: string;
  key_hash: string;
  digits: string | null;
  name: string | null;
  words: string | null;
  page: string | null;
  wanted_at: string | null;
  customer_id: string | null;
  task_id: string | null;
  call_id: string | null;
  is_held: Generated<boolean>;
  address_hash: string;
  asked_at: Generated<string>;
  withdrawn_at: string | null;
}

export interface WebWidgetTable {
  id: string;
  name: string;
  origins: string[];
  client_id: string | null;
  user_id: string | null;
  team_id: string | null;
  title: string | null;
  consent: string | null;
  days: Generated<number[]>;
  opens_at: Generated<string>;
  closes_at: Generated<string>;
  is_on: Generated<boolean>;
  created_by: string;
  created_at: Generated<string>;
  retired_at: string | null;
}

export interface Database {
  access_link: AccessLinkTable;
  account: AccountTable;
  app_user: AppUserTable;
  bin: BinTable;
  bulk_edit: BulkEditTable;
  bulk_edit_row: BulkEditRowTable;
  call: CallTable;
  call_command: CallCommandTable;
  call_note: CallNoteTable;
  call_person: CallPersonTable;
  call_segment: CallSegmentTable;
  call_state: CallStateTable;
  call_wrap_up: CallWrapUpTable;
  caller_id: CallerIdTable;
  client: ClientTable;
  client_fact: ClientFactTable;
  consent: ConsentTable;
  consent_purpose: ConsentPurposeTable;
  contact: ContactTable;
  contact_point: ContactPointTable;
  contact_relation: ContactRelationTable;
  customer: CustomerTable;
  customer_client: CustomerClientTable;
  customer_file: CustomerFileTable;
  customer_file_removal: CustomerFileRemovalTable;
  customer_file_version: CustomerFileVersionTable;
  customer_merge: CustomerMergeTable;
  customer_merge_child: CustomerMergeChildTable;
  customer_merge_field: CustomerMergeFieldTable;
  customer_merge_loser: CustomerMergeLoserTable;
  customer_protection: CustomerProtectionTable;
  customer_relation: CustomerRelationTable;
  customer_share: CustomerShareTable;
  customer_star: CustomerStarTable;
  customer_tag: CustomerTagTable;
  customer_tier: CustomerTierTable;
  customer_visit: CustomerVisitTable;
  disposition: DispositionTable;
  domain_event: DomainEventTable;
  duplicate_key: DuplicateKeyTable;
  duplicate_pair: DuplicatePairTable;
  duplicate_rule: DuplicateRuleTable;
  duplicate_sweep: DuplicateSweepTable;
  duplicate_told: DuplicateToldTable;
  duplicate_verdict: DuplicateVerdictTable;
  export: ExportTable;
  export_part: ExportPartTable;
  extension: ExtensionTable;
  hand_over: HandOverTable;
  hand_over_item: HandOverItemTable;
  history: HistoryTable;
  idempotency_key: IdempotencyKeyTable;
  import: ImportTable;
  import_check: ImportCheckTable;
  import_chunk: ImportChunkTable;
  import_correction: ImportCorrectionTable;
  import_customer: ImportCustomerTable;
  import_mapping: ImportMappingTable;
  import_part: ImportPartTable;
  import_problem: ImportProblemTable;
  import_rejection: ImportRejectionTable;
  import_undo: ImportUndoTable;
  import_update: ImportUpdateTable;
  intelligence: IntelligenceTable;
  interaction: InteractionTable;
  interaction_mention: InteractionMentionTable;
  layout: LayoutTable;
  mail_sent: MailSentTable;
  notice: NoticeTable;
  notice_digest: NoticeDigestTable;
  notice_preference: NoticePreferenceTable;
  own_choice: OwnChoiceTable;
  own_field: OwnFieldTable;
  passage: PassageTable;
  passage_due: PassageDueTable;
  passage_fill: PassageFillTable;
  phone_lookup: PhoneLookupTable;
  policy_version: PolicyVersionTable;
  pool: PoolTable;
  pool_membership: PoolMembershipTable;
  pool_pick: PoolPickTable;
  pool_picker: PoolPickerTable;
  pool_recycle: PoolRecycleTable;
  pool_view: PoolViewTable;
  pool_warning: PoolWarningTable;
  promise: PromiseTable;
  promise_check: PromiseCheckTable;
  promise_kind: PromiseKindTable;
  promise_move: PromiseMoveTable;
  push_subscription: PushSubscriptionTable;
  reaction_cursor: ReactionCursorTable;
  recording: RecordingTable;
  recording_announcement: RecordingAnnouncementTable;
  recording_hold: RecordingHoldTable;
  recording_key: RecordingKeyTable;
  recording_listening: RecordingListeningTable;
  recording_rule: RecordingRuleTable;
  relation_type: RelationTypeTable;
  role: RoleTable;
  role_grant: RoleGrantTable;
  saved_view: SavedViewTable;
  saved_view_pin: SavedViewPinTable;
  saved_view_share: SavedViewShareTable;
  search_entry: SearchEntryTable;
  sensitive_exit: SensitiveExitTable;
  sensitive_exit_part: SensitiveExitPartTable;
  sensitive_read: SensitiveReadTable;
  session: SessionTable;
  setting: SettingTable;
  sign_in_failure: SignInFailureTable;
  stored_file: StoredFileTable;
  stored_file_removal: StoredFileRemovalTable;
  tag: TagTable;
  task: TaskTable;
  task_item: TaskItemTable;
  team: TeamTable;
  tier_cost: TierCostTable;
  tier_due: TierDueTable;
  tier_hold: TierHoldTable;
  tier_ladder: TierLadderTable;
  tier_move: TierMoveTable;
  tier_rule: TierRuleTable;
  tier_run: TierRunTable;
  tier_strategy: TierStrategyTable;
  tier_threshold: TierThresholdTable;
  touch: TouchTable;
  trade: TradeTable;
  trade_import: TradeImportTable;
  trade_mapping: TradeMappingTable;
  trade_month: TradeMonthTable;
  trade_rejection: TradeRejectionTable;
  trade_sum: TradeSumTable;
  trunk: TrunkTable;
  trunk_registration: TrunkRegistrationTable;
  turn_server: TurnServerTable;
  two_factor: TwoFactorTable;
  user_client: UserClientTable;
  user_deactivation: UserDeactivationTable;
  user_role: UserRoleTable;
  verification: VerificationTable;
  view_delivery: ViewDeliveryTable;
  view_delivery_recipient: ViewDeliveryRecipientTable;
  voice_lease: VoiceLeaseTable;
  voice_number: VoiceNumberTable;
  web_callback: WebCallbackTable;
  web_widget: WebWidgetTable;
}
