import { useTranslation } from "react-i18next";
import { EmptyState } from "../../ui/EmptyState.tsx";

/** Place of the settings pages: /settings/me, users, teams, roles, clients, organisation, mail-server, operations. */
export function SettingsPage() {
  const { t } = useTranslation();
  return <EmptyState title={t("settings.title")} />;
}
