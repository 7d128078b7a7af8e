import type { KnownEventType } from '../emotion/event-type.tables.js';
import type { Difficulty, Rarity } from '../events/event.types.js';

/**
 * What an event leaves in memory, by type. `[a|b]` is the first of its parts whose slots all have a value, or nothing;
 * `{slot}` is the event's field, `{slot?}` asks for it without printing it. A sentence has the words that people search
 * by ("victory" and "won", "boss", "legendary", "for the first time").
 */
const EN = {
  'player.victory':
    'Victory: won [a {difficulty} match|a match][ against {enemy}][ on a streak of {winStreak} wins][, {killCount} kills][{mvp?}, as MVP][{first?}, for the first time][, for the {count}th time].',
  'player.defeat':
    'Defeat: lost [a {difficulty} match|a match][ against {enemy}][, {lossStreak} losses in a row][, {killCount} kills][{mvp?}, still as MVP][{first?}, for the first time].',
  'player.draw': 'A draw: a match[ against {enemy}] ended even[{first?}, for the first time].',
  'player.teamvictory':
    'Team victory: won [a {difficulty} match|a match] with [{ally} and the team|the team][ against {enemy}][ on a streak of {winStreak} wins][{mvp?}, as MVP][{first?}, for the first time][, for the {count}th time].',
  'player.teamdefeat':
    'Team defeat: lost [a {difficulty} match|a match] with [{ally} and the team|the team][ against {enemy}][, {lossStreak} losses in a row][{mvp?}, still as MVP][{first?}, for the first time].',
  'player.kill':
    '[Killed {enemy}, {killCount} kills|Killed {enemy}|Killed {killCount} enemies|Killed an enemy][ with the {item}][{first?}, for the first time][, for the {count}th time].',
  'player.death': 'Died[, killed by {enemy}][, {deathStreak} deaths in a row][{first?}, for the first time].',
  'player.assist': 'Helped [{ally}|an ally] to a kill with an assist[ against {enemy}][{first?}, for the first time].',
  'player.achievement':
    'Unlocked [the {rarity} achievement “{name}”|the achievement “{name}”|an achievement of {rarity} rarity|an achievement][{first?}, for the first time].',
  'player.levelup': 'Level up: reached [level {level}|a new level].',
  'player.milestone': 'Reached a milestone[: {name}][ at level {level}][, for the {count}th time].',
  'player.revived': 'Was revived[ by {ally}] and came back to life[{first?}, for the first time].',
  'player.savedally': 'Saved [{ally}|an ally][ from {enemy}][{first?}, for the first time].',
  'player.betrayed': 'Was betrayed[ by {ally}| by {enemy}][{first?}, for the first time].',
  'player.loot':
    'Found [the {rarity} {item}|the {item}|{rarity} loot|some loot][, dropped by {enemy}][{first?}, for the first time].',
  'player.lootepic':
    'Found [the epic {item}|an epic item] as loot[, dropped by {enemy}][{first?}, for the first time][, for the {count}th time].',
  'player.lootlegendary':
    'Found [the legendary {item}|a legendary item] as loot[, dropped by {enemy}][{first?}, for the first time][, for the {count}th time].',
  'player.outofresources': 'Ran out of [{item}|{name}|resources][ against {enemy}].',
  'player.questcomplete':
    'Completed [the quest “{name}”|a quest][ with {ally}][{first?}, for the first time][, for the {count}th time].',
  'player.questfailed': 'Failed [the quest “{name}”|a quest][ with {ally}][{first?}, for the first time].',
  'player.skillcombo':
    'Landed a skill combo[ “{name}”][ of {comboLength} hits][ on {enemy}][{first?}, for the first time][, for the {count}th time].',
  'player.bosskill':
    'Boss kill: defeated the boss[ {enemy}| {name}][ with {ally}][ on {difficulty} difficulty][{first?}, for the first time][, for the {count}th time].',
  'player.nearmiss': 'A near miss: barely survived[ {enemy}][{first?}, for the first time].',
  'player.comeback':
    'Comeback: turned a losing match[ against {enemy}] around and won[{mvp?}, as MVP][{first?}, for the first time].',
  'player.sessionstart': 'Started a play session[{first?}, for the first time][, for the {count}th time].',
  'player.sessionend': 'Ended a play session[ after {minutes} minutes].',
  'player.timeout': 'Ran out of time: a timeout[ against {enemy}][ in {name}].',
  'player.disconnect': 'Lost the connection and was disconnected[ in a match against {enemy}].',
  'player.chat': '[The player said: “{text}”|The player said something].',
  'player.purchase':
    'Bought [the {rarity} {item}|the {item}|an item of {rarity} rarity|an item][ for {amount}][{first?}, for the first time].',
  'player.gift':
    'Received [the {rarity} {item}|the {item}|a present] as a gift[ from {ally}][{first?}, for the first time].',
  other:
    'Something happened: {typeName}[ “{name}”][, {rarity} {item}|, {item}][, with {ally}][, against {enemy}][, level {level}][{mvp?}, as MVP][{first?}, for the first time][, for the {count}th time].',
} as const satisfies Record<KnownEventType | 'other', string>;

type SentenceType = keyof typeof EN;

const ZH = {
  'player.victory':
    '胜利：[{first?}第一次][战胜{enemy}，]赢得了[{difficulty}难度的]比赛[，{winStreak}连胜][，{killCount}次击杀][{mvp?}，获得MVP][，第{count}次]。',
  'player.defeat':
    '失败：[{first?}第一次]输掉了[与{enemy}的][{difficulty}难度的]比赛[，{lossStreak}连败][，{killCount}次击杀][{mvp?}，仍获得MVP]。',
  'player.draw': '平局：[{first?}第一次][与{enemy}]打成平手。',
  'player.teamvictory':
    '团队胜利：[{first?}第一次]和[{ally}等队友|队友]一起[战胜{enemy}，]赢得了[{difficulty}难度的]比赛[，{winStreak}连胜][{mvp?}，获得MVP][，第{count}次]。',
  'player.teamdefeat':
    '团队失败：[{first?}第一次]和[{ally}等队友|队友]一起输掉了[与{enemy}的][{difficulty}难度的]比赛[，{lossStreak}连败][{mvp?}，仍获得MVP]。',
  'player.kill': '[{first?}第一次][用{item}]击杀了[{enemy}|敌人][，{killCount}次击杀][，第{count}次]。',
  'player.death': '[{first?}第一次]死亡[，被{enemy}击杀][，连续死亡{deathStreak}次]。',
  'player.assist': '[{first?}第一次]助攻：帮助[{ally}|队友]击杀了[{enemy}|敌人]。',
  'player.achievement': '[{first?}第一次]解锁了[{rarity}]成就[“{name}”]。',
  'player.levelup': '升级：达到[{level}级|新的等级]。',
  'player.milestone': '达成里程碑[：{name}][，等级{level}][，第{count}次]。',
  'player.revived': '[{first?}第一次][被{ally}救起，]复活了。',
  'player.savedally': '[{first?}第一次][从{enemy}手中]救下了[{ally}|队友]。',
  'player.betrayed': '[{first?}第一次]被[{ally}|{enemy}|同伴]背叛。',
  'player.loot': '[{first?}第一次]获得了[{rarity}][{item}|战利品][，由{enemy}掉落]。',
  'player.lootepic': '[{first?}第一次]获得了史诗级战利品[{item}][，由{enemy}掉落][，第{count}次]。',
  'player.lootlegendary': '[{first?}第一次]获得了传说级战利品[{item}][，由{enemy}掉落][，第{count}次]。',
  'player.outofresources': '[与{enemy}战斗时][{item}|{name}|资源]耗尽了。',
  'player.questcomplete': '[{first?}第一次][和{ally}一起]完成了任务[“{name}”][，第{count}次]。',
  'player.questfailed': '任务[“{name}”]失败了[，当时和{ally}在一起][{first?}，这是第一次]。',
  'player.skillcombo': '[{first?}第一次][对{enemy}]打出了[{comboLength}连击的]技能连招[“{name}”][，第{count}次]。',
  'player.bosskill':
    '击杀首领：[{first?}第一次][和{ally}一起]击败了[{difficulty}难度的]Boss[ {enemy}| {name}][，第{count}次]。',
  'player.nearmiss': '险象环生：[{first?}第一次][在{enemy}面前]死里逃生。',
  'player.comeback': '逆转：[{first?}第一次][对{enemy}]反败为胜，赢得了比赛[{mvp?}，获得MVP]。',
  'player.sessionstart': '[{first?}第一次]开始游戏[，第{count}次]。',
  'player.sessionend': '结束了游戏[，玩了{minutes}分钟]。',
  'player.timeout': '超时：[在{name}中]时间用完了[，对手是{enemy}]。',
  'player.disconnect': '[在与{enemy}的比赛中]掉线，失去了连接。',
  'player.chat': '[玩家说：“{text}”|玩家说了些什么]。',
  'player.purchase': '[{first?}第一次][花费{amount}]购买了[{rarity}][{item}|物品]。',
  'player.gift': '[{first?}第一次]收到了[{ally}送的]礼物[：{rarity}{item}|：{item}]。',
  other:
    '发生了“{typeName}”[：{name}][，{rarity}{item}|，{item}][，和{ally}一起][，对手是{enemy}][，等级{level}][{mvp?}，获得MVP][{first?}，第一次][，第{count}次]。',
} as const satisfies Record<SentenceType, string>;

const JA = {
  'player.victory':
    '勝利：[{first?}初めて][{enemy}との][{difficulty}の]試合に勝った[、{winStreak}連勝][、{killCount}キル][{mvp?}、MVPを獲得][、{count}回目]。',
  'player.defeat':
    '敗北：[{first?}初めて][{enemy}との][{difficulty}の]試合に負けた[、{lossStreak}連敗][、{killCount}キル][{mvp?}、それでもMVPを獲得]。',
  'player.draw': '引き分け：[{first?}初めて][{enemy}との]試合を引き分けた。',
  'player.teamvictory':
    'チームの勝利：[{first?}初めて][{ally}たち|仲間]と一緒に[{enemy}との][{difficulty}の]試合に勝った[、{winStreak}連勝][{mvp?}、MVPを獲得][、{count}回目]。',
  'player.teamdefeat':
    'チームの敗北：[{first?}初めて][{ally}たち|仲間]と一緒に[{enemy}との][{difficulty}の]試合に負けた[、{lossStreak}連敗][{mvp?}、それでもMVPを獲得]。',
  'player.kill': '[{first?}初めて][{item}で][{enemy}|敵]を倒した[、{killCount}キル][、{count}回目]。',
  'player.death': '[{first?}初めて][{enemy}に倒されて]死んだ[、{deathStreak}回連続の死亡]。',
  'player.assist': '[{first?}初めて]アシスト：[{ally}|仲間]が[{enemy}|敵]を倒すのを助けた。',
  'player.achievement': '[{first?}初めて][{rarity}の]実績[「{name}」]を解除した。',
  'player.levelup': 'レベルアップ：[レベル{level}|新しいレベル]になった。',
  'player.milestone': '節目に到達した[：{name}][、レベル{level}][、{count}回目]。',
  'player.revived': '[{first?}初めて][{ally}のおかげで]復活した。',
  'player.savedally': '[{first?}初めて][{enemy}から][{ally}|仲間]を救った。',
  'player.betrayed': '[{first?}初めて][{ally}|{enemy}|仲間]に裏切られた。',
  'player.loot': '[{first?}初めて][{enemy}から][{rarity}の{item}|{item}|{rarity}の戦利品|戦利品]を手に入れた。',
  'player.lootepic': '[{first?}初めて][{enemy}から]エピックの[{item}|戦利品]を手に入れた[、{count}回目]。',
  'player.lootlegendary':
    '[{first?}初めて][{enemy}から]伝説級（レジェンダリー）の[{item}|戦利品]を手に入れた[、{count}回目]。',
  'player.outofresources': '[{enemy}との戦いで][{item}|{name}|資源]が尽きた。',
  'player.questcomplete': '[{first?}初めて][{ally}と一緒に]クエスト[「{name}」]を達成した[、{count}回目]。',
  'player.questfailed': '[{first?}初めて][{ally}と一緒に]クエスト[「{name}」]に失敗した。',
  'player.skillcombo':
    '[{first?}初めて][{enemy}に][{comboLength}ヒットの]スキルコンボ[「{name}」]を決めた[、{count}回目]。',
  'player.bosskill':
    'ボス撃破：[{first?}初めて][{ally}と一緒に][{difficulty}の]ボス[「{enemy}」|「{name}」]を倒した[、{count}回目]。',
  'player.nearmiss': '間一髪：[{first?}初めて][{enemy}から]ぎりぎりで生き残った。',
  'player.comeback': '逆転：[{first?}初めて][{enemy}との]負けそうな試合に逆転勝利した[{mvp?}、MVPを獲得]。',
  'player.sessionstart': '[{first?}初めて]ゲームを始めた[、{count}回目]。',
  'player.sessionend': '[{minutes}分遊んで]ゲームを終えた。',
  'player.timeout': '時間切れ：[{name}で]時間が足りなかった[、相手は{enemy}]。',
  'player.disconnect': '[{enemy}との試合中に]接続が切れた。',
  'player.chat': '[プレイヤーの言葉：「{text}」|プレイヤーが話しかけた]。',
  'player.purchase': '[{first?}初めて][{amount}で][{rarity}の{item}|{item}|アイテム]を購入した。',
  'player.gift': '[{first?}初めて][{ally}から][{rarity}の{item}|{item}|品物]を贈り物にもらった。',
  other:
    '「{typeName}」があった[：{name}][、{rarity}の{item}|、{item}][、{ally}と一緒][、相手は{enemy}][、レベル{level}][{mvp?}、MVPを獲得][{first?}、初めて][、{count}回目]。',
} as const satisfies Record<SentenceType, string>;

export const MEMORY_SENTENCES = { en: EN, zh: ZH, ja: JA } as const satisfies Record<
  string,
  Record<SentenceType, string>
>;
export type SentenceLanguage = keyof typeof MEMORY_SENTENCES;

/** A common thing is not called so. */
export const RARITY_WORDS = {
  en: { uncommon: 'uncommon', rare: 'rare', epic: 'epic', legendary: 'legendary', mythic: 'mythic' },
  zh: { uncommon: '优秀级', rare: '稀有级', epic: '史诗级', legendary: '传说级', mythic: '神话级' },
  ja: { uncommon: 'アンコモン', rare: 'レア', epic: 'エピック', legendary: '伝説級', mythic: '神話級' },
} as const satisfies Record<SentenceLanguage, Record<Exclude<Rarity, 'common'>, string>>;

/** Only what was hard is worth the words. */
export const DIFFICULTY_WORDS = {
  en: { hard: 'hard', nightmare: 'nightmare' },
  zh: { hard: '困难', nightmare: '噩梦' },
  ja: { hard: 'ハード', nightmare: 'ナイトメア' },
} as const satisfies Record<SentenceLanguage, Record<Exclude<Difficulty, 'easy' | 'normal'>, string>>;

/** The n-th times that people remember; the others would only make every memory of a kind look different. */
export const ROUND_COUNTS = [10, 50, 100, 500, 1000, 5000, 10_000] as const satisfies readonly number[];

/** The smallest number worth saying: one win is no streak. */
export const LEAST_NUMBERS = {
  winStreak: 2,
  lossStreak: 2,
  deathStreak: 2,
  killCount: 2,
  comboLength: 2,
  level: 1,
  amount: 1,
} as const satisfies Record<string, number>;
