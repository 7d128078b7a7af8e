import type { SentenceType } from './memory-sentence-germanic.tables.js';

export const ZH = {
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

export const JA = {
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

/** Nothing that would change with the last sound of a name (을 or 를, 이 or 가) follows one. */
export const KO = {
  'player.victory':
    '승리: [{first?}처음으로 ][{enemy} 상대로 ][{difficulty} 난이도의 ]경기에서 이겼다[, {winStreak}연승][, {killCount}킬][{mvp?}, MVP 획득][, {count}번째].',
  'player.defeat':
    '패배: [{first?}처음으로 ][{enemy} 상대로 ][{difficulty} 난이도의 ]경기에서 졌다[, {lossStreak}연패][, {killCount}킬][{mvp?}, 그래도 MVP 획득].',
  'player.draw': '무승부: [{first?}처음으로 ][{enemy} 상대로 ]경기에서 비겼다.',
  'player.teamvictory':
    '팀 승리: [{first?}처음으로 ][{ally} 등 팀원들|팀원들]과 함께 [{enemy} 상대로 ][{difficulty} 난이도의 ]경기에서 이겼다[, {winStreak}연승][{mvp?}, MVP 획득][, {count}번째].',
  'player.teamdefeat':
    '팀 패배: [{first?}처음으로 ][{ally} 등 팀원들|팀원들]과 함께 [{enemy} 상대로 ][{difficulty} 난이도의 ]경기에서 졌다[, {lossStreak}연패][{mvp?}, 그래도 MVP 획득].',
  'player.kill':
    '킬: [{first?}처음으로 ][{enemy} 처치에 성공했다|적을 처치했다][, {item} 사용][, {killCount}킬][, {count}번째].',
  'player.death': '사망: [{first?}처음으로 ][{enemy}에게 당해 ]죽었다[, {deathStreak}번 연속 사망].',
  'player.assist': '어시스트: [{first?}처음으로 ][{enemy} 상대로 ][{ally}|팀원]의 킬을 도왔다.',
  'player.achievement': '[{first?}처음으로 ][{rarity} 등급의 ]업적[ “{name}”] 달성에 성공했다.',
  'player.levelup': '레벨 업: 레벨이 올라 [{level}레벨|새로운 레벨]에 도달했다.',
  'player.milestone': '이정표에 도달했다[: {name}][, {level}레벨][, {count}번째].',
  'player.revived': '[{first?}처음으로 ][{ally} 덕분에 ]부활해서 되살아났다.',
  'player.savedally': '동료 구출: [{first?}처음으로 ][{enemy}에게서 ][{ally}의 목숨을|동료를] 구했다.',
  'player.betrayed': '[{first?}처음으로 ][{ally}|{enemy}|동료]에게 배신당했다.',
  'player.loot': '[{first?}처음으로 ][{enemy}에게서 ][{rarity} 등급의 ]전리품을 얻었다[: {item}].',
  'player.lootepic': '[{first?}처음으로 ][{enemy}에게서 ]에픽 등급의 전리품을 얻었다[: {item}][, {count}번째].',
  'player.lootlegendary': '[{first?}처음으로 ][{enemy}에게서 ]전설 등급의 전리품을 얻었다[: {item}][, {count}번째].',
  'player.outofresources': '[{enemy} 상대로 싸우다가 ]자원이 다 떨어졌다[: {item}|: {name}].',
  'player.questcomplete': '[{first?}처음으로 ][{ally}하고 함께 ]퀘스트를 완료했다[: “{name}”][, {count}번째].',
  'player.questfailed': '[{first?}처음으로 ][{ally}하고 함께 ]퀘스트에 실패했다[: “{name}”].',
  'player.skillcombo':
    '[{first?}처음으로 ][{enemy}에게 ][{comboLength}히트 ]스킬 콤보를 성공시켰다[: “{name}”][, {count}번째].',
  'player.bosskill':
    '보스[ {enemy}| {name}] 처치: [{first?}처음으로 ][{ally}하고 함께 ][{difficulty} 난이도의 ]보스를 쓰러뜨렸다[, {count}번째].',
  'player.nearmiss': '구사일생: [{first?}처음으로 ][{enemy} 앞에서 ]아슬아슬하게 살아남았다.',
  'player.comeback': '역전승: [{first?}처음으로 ][{enemy} 상대로 ]지고 있던 경기를 뒤집고 이겼다[{mvp?}, MVP 획득].',
  'player.sessionstart': '[{first?}처음으로 ]게임을 시작했다[, {count}번째].',
  'player.sessionend': '[{minutes}분 동안 플레이하고 ]게임을 끝냈다.',
  'player.timeout': '시간 초과: [{name}에서 ][{enemy} 상대로 ]시간이 다 됐다.',
  'player.disconnect': '[{enemy} 상대로 경기하던 중 ]연결이 끊겼다.',
  'player.chat': '[플레이어의 말: “{text}”|플레이어가 말을 걸었다].',
  'player.purchase': '[{first?}처음으로 ][{rarity} 등급의 ]아이템을 구매했다[: {item}][, 가격 {amount}].',
  'player.gift': '[{first?}처음으로 ][{ally}에게서 ]선물을 받았다[: {rarity} 등급 {item}|: {item}].',
  other:
    '“{typeName}” 이벤트가 있었다[: {name}][, {rarity} 등급 {item}|, {item}][, {ally}하고 함께][, 상대는 {enemy}][, {level}레벨][{mvp?}, MVP 획득][{first?}, 처음][, {count}번째].',
} as const satisfies Record<SentenceType, string>;
