import type { Random } from "./random.ts";

/** A Chinese person's name: surnames by how many bear them, given names by generation, now and then two characters or a name with a dot. */
export function chineseName(random: Random): { name: string; isWoman: boolean } {
  const isWoman = random.chance(0.48);
  const dice = random.next();
  if (dice < 0.006) return { name: `${random.pick(minorityFirst)}·${random.pick(minorityLast)}`, isWoman };
  const surname = dice < 0.016 ? random.pick(compoundSurnames) : surnameFor(random);
  return { name: surname + givenName(random, isWoman), isWoman };
}

export function foreignName(random: Random): { first: string; last: string } {
  return { first: random.pick(firstNames), last: random.pick(lastNames) };
}

/** Surnames fall off roughly as one over the rank. */
function surnameFor(random: Random): string {
  const rank = Math.floor(surnames.length ** random.next()) - 1;
  return surnames[Math.min(rank + (rank > 12 ? random.below(3) : 0), surnames.length - 1)] as string;
}

function givenName(random: Random, isWoman: boolean): string {
  const generation = random.next();
  if (generation < 0.13) return random.pick(isWoman ? womenSingle : menSingle);
  const [firsts, seconds] =
    generation < 0.35
      ? isWoman
        ? olderWomen
        : olderMen
      : generation < 0.75
        ? isWoman
          ? middleWomen
          : middleMen
        : isWoman
          ? youngWomen
          : youngMen;
  return random.pick(firsts) + random.pick(seconds);
}

const surnames = [
  ..."王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向常汤康易乔赖文施洪季庄章鲁倪柯俞柳阮温单仇解翟区",
];
const compoundSurnames = [
  "欧阳",
  "诸葛",
  "上官",
  "司马",
  "司徒",
  "夏侯",
  "皇甫",
  "慕容",
  "令狐",
  "东方",
  "尉迟",
  "端木",
];
const minorityFirst = [
  "买买提",
  "阿依古丽",
  "艾尔肯",
  "古丽娜尔",
  "扎西",
  "卓玛",
  "巴特尔",
  "其其格",
  "迪丽热巴",
  "吐尔逊",
];
const minorityLast = ["艾力", "吐尔逊", "买买提", "阿不都", "次仁", "多吉", "巴图", "热合曼"];
const womenSingle = [..."敏静丽娟艳芳霞燕玲娜婷洁颖倩雪琳琴梅红萍莉薇蕾璐"];
const menSingle = [..."伟强磊军勇杰涛超明刚平辉鹏飞波斌宇浩凯健俊帆鑫亮"];
const olderWomen = [[..."秀桂淑玉凤翠春素美月"], [..."英兰珍芬华云芳梅琴香"]] as const;
const olderMen = [[..."建国志文德永振庆福明"], [..."国军华平强民生林祥义"]] as const;
const middleWomen = [[..."晓丽海红雪小春文慧佳"], [..."燕梅丽霞艳玲萍莉蓉洁"]] as const;
const middleMen = [[..."志建海晓文俊永少伟立"], [..."强明峰东勇军辉波斌龙"]] as const;
const youngWomen = [[..."梓诗雨欣思佳可依语若"], [..."涵怡萱彤妍琪瑶宁悦晴"]] as const;
const youngMen = [[..."子浩宇俊梓明泽奕嘉博"], [..."轩然豪睿晨阳航宸文杰"]] as const;

const firstNames = (
  "Emma Oliver Sophia Liam Amelia Noah Isla Lucas Hannah Felix Anna Jonas Marie Paul Camille Hugo Chiara Marco José Lucía Carmen " +
  "Diego Aiko Haruto Yuki Min-jun Ji-woo Priya Arjun Fatima Omar Leila Ahmed Olga Ivan Katarzyna Piotr Ingrid Lars Søren Zoë Renée Grace Daniel Sarah James"
).split(" ");
const lastNames = (
  "Clarke Smith Brown Taylor Wilson Walker Evans O'Brien Müller Schmidt Weber Fischer Becker Dubois Martin Bernard Rossi Bianchi García Muñoz " +
  "Fernández Tanaka Sato Yamamoto Kim Park Sharma Patel Haddad Nasser Petrov Kowalski Nowak Larsen Jensen Ødegård Lindqvist van_Dijk de_Vries Murphy Campbell Stewart Young Roy"
)
  .split(" ")
  .map((name) => name.replace("_", " "));
