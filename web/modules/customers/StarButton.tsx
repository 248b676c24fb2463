import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/Icon.tsx";
import { useStar } from "./useStar.ts";

interface Props {
  customer: { id: string; is_starred: boolean };
  name: string;
  tabIndex?: number;
}

/** Keeps a customer at hand, for oneself. */
export function StarButton({ customer, name, tabIndex }: Props) {
  const { t } = useTranslation();
  const star = useStar();
  const label = t(customer.is_starred ? "customers.unstar" : "customers.star", { name });
  return (
    <button
      type="button"
      className={`star ${customer.is_starred ? "on" : ""}`}
      aria-pressed={customer.is_starred}
      aria-label={label}
      title={label}
      tabIndex={tabIndex}
      onClick={() => star(customer)}
    >
      <Icon name="star" size={14} />
    </button>
  );
}
