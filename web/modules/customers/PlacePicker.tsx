import { useTranslation } from "react-i18next";
import { useRegions } from "../../api/reference.ts";

export interface Place {
  province: string | null;
  city: string | null;
  district: string | null;
}

interface Props {
  value: Place;
  label: string;
  onChange: (place: Place) => void;
}

/** Province, city, district, each narrowing the next. A place that the table does not know is kept as it stands. */
export function PlacePicker({ value, label, onChange }: Props) {
  const { t } = useTranslation();
  const regions = useRegions();
  const cities = regions.find((one) => one.name === value.province)?.cities ?? [];
  const districts = cities.find((one) => one.name === value.city)?.districts ?? [];
  return (
    <fieldset className="row place-pick" aria-label={label}>
      {level(
        "province",
        regions.map((one) => one.name),
        (province) => ({ province, city: null, district: null }),
      )}
      {level(
        "city",
        cities.map((one) => one.name),
        (city) => ({ ...value, city, district: null }),
      )}
      {level("district", districts, (district) => ({ ...value, district }))}
    </fieldset>
  );

  function level(name: keyof Place, known: readonly string[], chosen: (picked: string | null) => Place) {
    const now = value[name];
    const all = now && !known.includes(now) ? [now, ...known] : known;
    return (
      <select
        className="inp s"
        aria-label={t(`customers.field.${name}`)}
        value={now ?? ""}
        disabled={all.length === 0 && name !== "province"}
        onChange={(event) => onChange(chosen(event.target.value || null))}
      >
        <option value="">{t(`customers.field.${name}`)}</option>
        {all.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    );
  }
}
