import { useTranslation } from "react-i18next";
import { connection } from "../live/socket.ts";
import { formatTime } from "../text/format.ts";
import { Icon } from "../ui/Icon.tsx";

/** A calm line under the top bar while the house cannot be reached. It stands in nobody's way. */
export function OfflineBar() {
  const { t } = useTranslation();
  const { isOnline, since } = connection.use();
  if (isOnline || !since) return null;
  return (
    <div className="note warn offline" role="status">
      <Icon name="warning" />
      <span className="grow">{t("frame.cut_since", { time: formatTime(since) })}</span>
    </div>
  );
}
