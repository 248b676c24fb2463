import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { readOrganisationContract } from "../../../../server/modules/people/organisation.contract.ts";
import { mountWidget } from "../../../../site/widget/widget.ts";
import { useRead } from "../../../api/queries.ts";
import { locale } from "../../../text/locale.ts";
import { useIsDark } from "../../../theme/colours.ts";

interface Props {
  title: string;
  consent: string;
}

/** The widget itself as visitors see it open; nothing is sent from here. */
export function WidgetPreview({ title, consent }: Props) {
  const { t } = useTranslation();
  const isDark = useIsDark();
  const place = useRef<HTMLDivElement>(null);
  const organisation = useRead(readOrganisationContract, {}).data?.name;
  useEffect(() => {
    const host = place.current;
    if (!host || organisation === undefined) return;
    host.dataset.look = isDark ? "dark" : "light";
    const settings = {
      organisation,
      title: title || null,
      consent: consent || null,
      is_open: true,
      slots: hoursFrom(),
    };
    mountWidget(host, { settings, locale: locale(), calls: { ask, withdraw }, kept: nothing, isPreview: true });
  }, [organisation, title, consent, isDark]);
  return (
    <section className="tel-preview" aria-label={t("settings.telephone.widget.preview")}>
      <h3>{t("settings.telephone.widget.preview")}</h3>
      <div ref={place} />
    </section>
  );
}

const nothing = { read: () => undefined, write: () => undefined };
const ask = async (asked: { number: string; at: string | null }) => ({
  reference: "K7M2QX",
  number: asked.number,
  at: asked.at,
});
const withdraw = async () => true as const;

/** The next whole hours: an example. */
function hoursFrom(): string[] {
  const hour = 3_600_000;
  const first = (Math.floor(Date.now() / hour) + 2) * hour;
  return [0, 1, 2].map((count) => new Date(first + count * hour).toISOString());
}
