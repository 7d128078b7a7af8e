import type { KnownEventType } from '../emotion/event-type.tables.js';

/**
 * What an event leaves in memory, by type. `[a|b]` is the first of its parts whose slots all have a value, or nothing;
 * `{slot}` is the event's field, `{slot?}` asks for it without printing it. A sentence has the words that people search
 * by ("victory" and "won", "boss", "legendary", "for the first time").
 */
export const EN = {
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

export type SentenceType = keyof typeof EN;

/** Names stand in quotes, with their kind before them: no case or article has to agree with a name. */
export const DE = {
  'player.victory':
    'Sieg: [ein Match (Schwierigkeit: {difficulty})|ein Match][ gegen „{enemy}“] gewonnen[, {winStreak} Siege in Folge (Siegesserie)][, {killCount} Kills][{mvp?}, als MVP][{first?}, zum ersten Mal][, zum {count}. Mal].',
  'player.defeat':
    'Niederlage: [ein Match (Schwierigkeit: {difficulty})|ein Match][ gegen „{enemy}“] verloren[, {lossStreak} Niederlagen in Folge][, {killCount} Kills][{mvp?}, trotzdem MVP][{first?}, zum ersten Mal].',
  'player.draw': 'Unentschieden: ein Match[ gegen „{enemy}“] endete mit Gleichstand[{first?}, zum ersten Mal].',
  'player.teamvictory':
    'Teamsieg: mit [{ally} und dem Team|dem Team] [ein Match (Schwierigkeit: {difficulty})|ein Match][ gegen „{enemy}“] gewonnen[, {winStreak} Siege in Folge (Siegesserie)][{mvp?}, als MVP][{first?}, zum ersten Mal][, zum {count}. Mal].',
  'player.teamdefeat':
    'Teamniederlage: mit [{ally} und dem Team|dem Team] [ein Match (Schwierigkeit: {difficulty})|ein Match][ gegen „{enemy}“] verloren[, {lossStreak} Niederlagen in Folge][{mvp?}, trotzdem MVP][{first?}, zum ersten Mal].',
  'player.kill':
    'Kill: [Gegner „{enemy}“ getötet, {killCount} Kills|Gegner „{enemy}“ getötet|{killCount} Gegner getötet|einen Gegner getötet][, Waffe: {item}][{first?}, zum ersten Mal][, zum {count}. Mal].',
  'player.death': 'Tod: gestorben[, getötet von „{enemy}“][, {deathStreak} Tode in Folge][{first?}, zum ersten Mal].',
  'player.assist':
    'Assist: beim Kill geholfen[, Unterstützung für {ally}|, Unterstützung für das Team][, Gegner: „{enemy}“][{first?}, zum ersten Mal].',
  'player.achievement': 'Erfolg freigeschaltet[: „{name}“ ({rarity})|: „{name}“|: {rarity}][{first?}, zum ersten Mal].',
  'player.levelup': 'Levelaufstieg (Level-up): [Level {level}|ein neues Level] erreicht.',
  'player.milestone': 'Meilenstein erreicht[: {name}][, auf Level {level}][, zum {count}. Mal].',
  'player.revived': 'Wiederbelebt[ von {ally}] und zurück ins Leben geholt[{first?}, zum ersten Mal].',
  'player.savedally': 'Rettung: [{ally}|ein Teammitglied] gerettet[, vor „{enemy}“][{first?}, zum ersten Mal].',
  'player.betrayed': 'Verrat: verraten[ von {ally}| von „{enemy}“][{first?}, zum ersten Mal].',
  'player.loot':
    'Beute (Loot) gefunden[: {item} ({rarity})|: {item}|: {rarity}][, fallen gelassen von „{enemy}“][{first?}, zum ersten Mal].',
  'player.lootepic':
    'Epische Beute gefunden[: {item}], Seltenheit: episch[, fallen gelassen von „{enemy}“][{first?}, zum ersten Mal][, zum {count}. Mal].',
  'player.lootlegendary':
    'Legendäre Beute gefunden[: {item}], Seltenheit: legendär[, fallen gelassen von „{enemy}“][{first?}, zum ersten Mal][, zum {count}. Mal].',
  'player.outofresources': 'Vorrat aufgebraucht: [{item}|{name}|Ressourcen] ausgegangen[, gegen „{enemy}“].',
  'player.questcomplete':
    '[Quest „{name}“|Eine Quest][ mit {ally}] abgeschlossen und geschafft[{first?}, zum ersten Mal][, zum {count}. Mal].',
  'player.questfailed':
    '[Quest „{name}“|Eine Quest][ mit {ally}] nicht geschafft, gescheitert[{first?}, zum ersten Mal].',
  'player.skillcombo':
    'Skill-Combo[ „{name}“][ mit {comboLength} Treffern][ gegen „{enemy}“] gelungen[{first?}, zum ersten Mal][, zum {count}. Mal].',
  'player.bosskill':
    'Bosskill: Boss[ „{enemy}“| „{name}“][ mit {ally}] besiegt[ (Schwierigkeit: {difficulty})][{first?}, zum ersten Mal][, zum {count}. Mal].',
  'player.nearmiss':
    'Das war knapp, fast gestorben: [„{enemy}“|eine Gefahr] gerade so überlebt[{first?}, zum ersten Mal].',
  'player.comeback':
    'Comeback: ein fast verlorenes Match[ gegen „{enemy}“] gedreht und gewonnen[{mvp?}, als MVP][{first?}, zum ersten Mal].',
  'player.sessionstart': 'Spielsitzung gestartet, angefangen zu spielen[{first?}, zum ersten Mal][, zum {count}. Mal].',
  'player.sessionend': 'Spielsitzung beendet, aufgehört zu spielen[, Spielzeit in Minuten: {minutes}].',
  'player.timeout': 'Zeit abgelaufen: Timeout[ gegen „{enemy}“][ bei „{name}“].',
  'player.disconnect': 'Verbindung verloren: Disconnect[ im Match gegen „{enemy}“].',
  'player.chat': '[Im Chat gesagt: „{text}“|Im Chat etwas gesagt].',
  'player.purchase':
    'Kauf: [{item} ({rarity})|{item}|einen Gegenstand ({rarity})|einen Gegenstand] gekauft[, Preis: {amount}][{first?}, zum ersten Mal].',
  'player.gift': 'Geschenk[ von {ally}] bekommen[: {item} ({rarity})|: {item}][{first?}, zum ersten Mal].',
  other:
    'Etwas ist passiert: {typeName}[ „{name}“][, {item} ({rarity})|, {item}][, mit {ally}][, gegen „{enemy}“][, Level {level}][{mvp?}, als MVP][{first?}, zum ersten Mal][, zum {count}. Mal].',
} as const satisfies Record<SentenceType, string>;
