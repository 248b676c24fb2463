/** 浙江省 杭州市 -> 浙江 杭州; 上海市 市辖区 and 上海市 上海市 -> 上海 */
export function shortPlace(province: string | null | undefined, city: string | null | undefined): string {
  const [first, second] = [shortened(province), shortened(city)];
  return second && second !== first ? `${first} ${second}`.trim() : first;
}

function shortened(name: string | null | undefined): string {
  return (name ?? "").replace(/(壮族|回族|维吾尔)?自治区$|特别行政区$|省$|市$/, "").replace(/^市辖区$|^县$/, "");
}
