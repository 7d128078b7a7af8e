import type { SentenceType } from './memory-sentence-germanic.tables.js';

export const ES = {
  'player.victory':
    'Victoria: ganó una partida[ en modo {difficulty}][ contra {enemy}][, con una racha de {winStreak} victorias seguidas][, {killCount} bajas][{mvp?}, como MVP][{first?}, por primera vez][, por {count}.ª vez].',
  'player.defeat':
    'Derrota: perdió una partida[ en modo {difficulty}][ contra {enemy}][, {lossStreak} derrotas seguidas][, {killCount} bajas][{mvp?}, aun así como MVP][{first?}, por primera vez].',
  'player.draw': 'Empate: una partida[ contra {enemy}] terminó en tablas[{first?}, por primera vez].',
  'player.teamvictory':
    'Victoria en equipo: ganó una partida[ en modo {difficulty}] con [{ally} y el equipo|el equipo][ contra {enemy}][, con una racha de {winStreak} victorias seguidas][{mvp?}, como MVP][{first?}, por primera vez][, por {count}.ª vez].',
  'player.teamdefeat':
    'Derrota en equipo: perdió una partida[ en modo {difficulty}] con [{ally} y el equipo|el equipo][ contra {enemy}][, {lossStreak} derrotas seguidas][{mvp?}, aun así como MVP][{first?}, por primera vez].',
  'player.kill':
    'Baja: mató a [{enemy} ({killCount} bajas)|{enemy}|{killCount} enemigos|un enemigo][ con {item}][{first?}, por primera vez][, por {count}.ª vez].',
  'player.death': 'Muerte: murió[ a manos de {enemy}][, {deathStreak} muertes seguidas][{first?}, por primera vez].',
  'player.assist':
    'Asistencia: ayudó a [{ally}|un aliado] a conseguir una baja[ contra {enemy}][{first?}, por primera vez].',
  'player.achievement':
    'Logro desbloqueado: consiguió [el logro {rarity} “{name}”|el logro “{name}”|un logro {rarity}|un logro][{first?}, por primera vez].',
  'player.levelup': 'Subió de nivel: alcanzó [el nivel {level}|un nuevo nivel].',
  'player.milestone': 'Alcanzó un hito[: {name}][, en el nivel {level}][, por {count}.ª vez].',
  'player.revived': 'Revivió y volvió a la vida[ gracias a {ally}][{first?}, por primera vez].',
  'player.savedally': 'Rescate: salvó a [{ally}|un aliado][ de {enemy}][{first?}, por primera vez].',
  'player.betrayed': 'Traición: [{ally}|{enemy}|alguien] traicionó su confianza[{first?}, por primera vez].',
  'player.loot':
    'Botín: encontró [{item} (objeto {rarity})|{item}|un objeto {rarity}|un objeto][, que soltó {enemy}][{first?}, por primera vez].',
  'player.lootepic':
    'Botín épico: encontró [{item}, un objeto épico|un objeto épico][, que soltó {enemy}][{first?}, por primera vez][, por {count}.ª vez].',
  'player.lootlegendary':
    'Botín legendario: encontró [{item}, un objeto legendario|un objeto legendario][, que soltó {enemy}][{first?}, por primera vez][, por {count}.ª vez].',
  'player.outofresources': 'Se quedó sin [{item}|{name}|recursos][ contra {enemy}].',
  'player.questcomplete':
    'Misión completada: terminó [la misión “{name}”|una misión][ con {ally}][{first?}, por primera vez][, por {count}.ª vez].',
  'player.questfailed':
    'Misión fallida: fracasó en [la misión “{name}”|una misión][ con {ally}][{first?}, por primera vez].',
  'player.skillcombo':
    'Hizo un combo de habilidades[ “{name}”][ de {comboLength} golpes][ contra {enemy}][{first?}, por primera vez][, por {count}.ª vez].',
  'player.bosskill':
    'Boss vencido: derrotó al jefe[ {enemy}| {name}][ con {ally}][ en modo {difficulty}][{first?}, por primera vez][, por {count}.ª vez].',
  'player.nearmiss': 'Por poco: sobrevivió de milagro[ contra {enemy}][{first?}, por primera vez].',
  'player.comeback':
    'Remontada: dio la vuelta a una partida que iba perdiendo[ contra {enemy}] y ganó[{mvp?}, como MVP][{first?}, por primera vez].',
  'player.sessionstart': 'Empezó una sesión de juego[{first?}, por primera vez][, por {count}.ª vez].',
  'player.sessionend': 'Terminó una sesión de juego[ tras {minutes} minutos].',
  'player.timeout': 'Se le acabó el tiempo: tiempo agotado[ contra {enemy}][ en {name}].',
  'player.disconnect': 'Desconexión: perdió la conexión y se desconectó[ en una partida contra {enemy}].',
  'player.chat': '[Dijo en el chat: “{text}”|Dijo algo en el chat].',
  'player.purchase':
    'Compra: compró [{item} (objeto {rarity})|{item}|un objeto {rarity}|un objeto][ por {amount}][{first?}, por primera vez].',
  'player.gift':
    'Regalo: recibió [{item} (objeto {rarity})|{item}|un obsequio][ de parte de {ally}][{first?}, por primera vez].',
  other:
    'Sucedió algo: {typeName}[ “{name}”][, {item} (objeto {rarity})|, {item}][, con {ally}][, contra {enemy}][, nivel {level}][{mvp?}, como MVP][{first?}, por primera vez][, por {count}.ª vez].',
} as const satisfies Record<SentenceType, string>;

/** As French is set: a no-break space (U+00A0) before a colon, narrow ones (U+202F) inside the quotes. */
export const FR = {
  'player.victory':
    'Victoire : a gagné [un match en difficulté {difficulty}|un match][ contre {enemy}][, série de {winStreak} victoires][, {killCount} éliminations][{mvp?}, MVP de la partie][{first?}, pour la première fois][, pour la {count}e fois].',
  'player.defeat':
    'Défaite : a perdu [un match en difficulté {difficulty}|un match][ contre {enemy}][, {lossStreak} défaites d’affilée][, {killCount} éliminations][{mvp?}, MVP de la partie malgré tout][{first?}, pour la première fois].',
  'player.draw': 'Égalité : un match nul[ contre {enemy}][{first?}, pour la première fois].',
  'player.teamvictory':
    'Victoire en équipe : a gagné [un match en difficulté {difficulty}|un match] avec [{ally} et l’équipe|l’équipe][ contre {enemy}][, série de {winStreak} victoires][{mvp?}, MVP de la partie][{first?}, pour la première fois][, pour la {count}e fois].',
  'player.teamdefeat':
    'Défaite en équipe : a perdu [un match en difficulté {difficulty}|un match] avec [{ally} et l’équipe|l’équipe][ contre {enemy}][, {lossStreak} défaites d’affilée][{mvp?}, MVP de la partie malgré tout][{first?}, pour la première fois].',
  'player.kill':
    'Élimination : a tué [« {enemy} », {killCount} éliminations|« {enemy} »|{killCount} ennemis|un ennemi][, avec « {item} »][{first?}, pour la première fois][, pour la {count}e fois].',
  'player.death':
    'Mort : a perdu la vie[ face à « {enemy} »][, {deathStreak} morts d’affilée][{first?}, pour la première fois].',
  'player.assist':
    'Assistance : a aidé [{ally}|un allié] à éliminer [« {enemy} »|un ennemi][{first?}, pour la première fois].',
  'player.achievement': 'Succès débloqué[ : « {name} »][, rareté : {rarity}][{first?}, pour la première fois].',
  'player.levelup': 'Niveau supérieur : a atteint [le niveau {level}|un nouveau niveau].',
  'player.milestone':
    'Étape importante : a franchi un cap[, « {name} »][, au niveau {level}][, pour la {count}e fois].',
  'player.revived': 'Réanimation : retour à la vie[ grâce à {ally}][{first?}, pour la première fois].',
  'player.savedally': 'Sauvetage : a sauvé [{ally}|un allié][ face à « {enemy} »][{first?}, pour la première fois].',
  'player.betrayed':
    'Trahison : a subi une trahison[ de la part de {ally}| de la part de {enemy}][{first?}, pour la première fois].',
  'player.loot':
    'Butin : a trouvé [l’objet « {item} » (rareté : {rarity})|l’objet « {item} »|un objet (rareté : {rarity})|du butin][, laissé par « {enemy} »][{first?}, pour la première fois].',
  'player.lootepic':
    'Butin épique : a trouvé [l’objet épique « {item} »|un objet épique][, laissé par « {enemy} »][{first?}, pour la première fois][, pour la {count}e fois].',
  'player.lootlegendary':
    'Butin légendaire : a trouvé [l’objet légendaire « {item} »|un objet légendaire][, laissé par « {enemy} »][{first?}, pour la première fois][, pour la {count}e fois].',
  'player.outofresources': 'Pénurie : à court de ressources[ (« {item} »)| (« {name} »)][ contre {enemy}].',
  'player.questcomplete':
    'Quête terminée : a accompli [la quête « {name} »|une quête][ avec {ally}][{first?}, pour la première fois][, pour la {count}e fois].',
  'player.questfailed':
    'Quête ratée : a échoué dans [la quête « {name} »|une quête][ avec {ally}][{first?}, pour la première fois].',
  'player.skillcombo':
    'Combo : a réussi un enchaînement de compétences[ « {name} »][, {comboLength} coups][, contre {enemy}][{first?}, pour la première fois][, pour la {count}e fois].',
  'player.bosskill':
    'Boss vaincu : a tué le boss[ « {enemy} »| « {name} »][ avec {ally}][ en difficulté {difficulty}][{first?}, pour la première fois][, pour la {count}e fois].',
  'player.nearmiss': 'De justesse : a survécu à un cheveu près[ face à « {enemy} »][{first?}, pour la première fois].',
  'player.comeback':
    'Remontée : a renversé un match mal engagé[ contre {enemy}] et a gagné[{mvp?}, MVP de la partie][{first?}, pour la première fois].',
  'player.sessionstart':
    'Session de jeu : a commencé à jouer[{first?}, pour la première fois][, pour la {count}e fois].',
  'player.sessionend': 'Session de jeu : a fini de jouer[ après {minutes} minutes].',
  'player.timeout': 'Temps écoulé : le chrono est arrivé à zéro[ contre {enemy}][, dans « {name} »].',
  'player.disconnect': 'Déconnexion : a perdu la connexion[ en plein match contre {enemy}].',
  'player.chat': '[A dit : « {text} »|A dit quelque chose].',
  'player.purchase':
    'Achat : a acheté [l’objet « {item} » (rareté : {rarity})|l’objet « {item} »|un objet (rareté : {rarity})|un objet][ pour {amount}][{first?}, pour la première fois].',
  'player.gift':
    'Cadeau : a reçu [l’objet « {item} » (rareté : {rarity})|l’objet « {item} »|un présent][ de la part de {ally}][{first?}, pour la première fois].',
  other:
    'Événement : {typeName}[ « {name} »][, objet « {item} » (rareté : {rarity})|, objet « {item} »][, avec {ally}][, contre {enemy}][, niveau {level}][{mvp?}, MVP de la partie][{first?}, pour la première fois][, pour la {count}e fois].',
} as const satisfies Record<SentenceType, string>;

export const PT_BR = {
  'player.victory':
    'Vitória: ganhou [uma partida no modo {difficulty}|uma partida][ contra {enemy}][, numa sequência de {winStreak} vitórias][, {killCount} abates][{mvp?}, como MVP][{first?}, pela primeira vez][, pela {count}ª vez].',
  'player.defeat':
    'Derrota: perdeu [uma partida no modo {difficulty}|uma partida][ contra {enemy}][, {lossStreak} derrotas seguidas][, {killCount} abates][{mvp?}, mas ainda assim foi MVP][{first?}, pela primeira vez].',
  'player.draw': 'Empate: a partida[ contra {enemy}] terminou empatada[{first?}, pela primeira vez].',
  'player.teamvictory':
    'Vitória em equipe: ganhou [uma partida no modo {difficulty}|uma partida] com [{ally} e o time|o time][ contra {enemy}][, numa sequência de {winStreak} vitórias][{mvp?}, como MVP][{first?}, pela primeira vez][, pela {count}ª vez].',
  'player.teamdefeat':
    'Derrota em equipe: perdeu [uma partida no modo {difficulty}|uma partida] com [{ally} e o time|o time][ contra {enemy}][, {lossStreak} derrotas seguidas][{mvp?}, mas ainda assim foi MVP][{first?}, pela primeira vez].',
  'player.kill':
    'Abate: [matou {enemy}, {killCount} abates|matou {enemy}|matou {killCount} inimigos|matou um inimigo][ usando {item}][{first?}, pela primeira vez][, pela {count}ª vez].',
  'player.death': 'Morte: morreu[ para {enemy}][, {deathStreak} mortes seguidas][{first?}, pela primeira vez].',
  'player.assist':
    'Assistência: ajudou [{ally}|um aliado] a conseguir um abate[ contra {enemy}][{first?}, pela primeira vez].',
  'player.achievement':
    'Conquista: desbloqueou [a conquista “{name}”, de nível {rarity}|a conquista “{name}”|uma conquista de nível {rarity}|uma conquista][{first?}, pela primeira vez].',
  'player.levelup': 'Subiu de nível: upou para o [nível {level}|próximo nível].',
  'player.milestone': 'Alcançou um marco[: {name}][, no nível {level}][, pela {count}ª vez].',
  'player.revived': 'Reviveu: voltou à vida[ graças a {ally}][{first?}, pela primeira vez].',
  'player.savedally': 'Salvou [{ally}|um aliado][ de {enemy}][{first?}, pela primeira vez].',
  'player.betrayed':
    'Sofreu uma traição[: {ally} traiu sua confiança|: {enemy} traiu sua confiança][{first?}, pela primeira vez].',
  'player.loot':
    'Loot: encontrou [o item {rarity} “{item}”|o item “{item}”|um item {rarity}|um item][, drop de {enemy}][{first?}, pela primeira vez].',
  'player.lootepic':
    'Loot épico: encontrou [o item épico “{item}”|um item épico][, drop de {enemy}][{first?}, pela primeira vez][, pela {count}ª vez].',
  'player.lootlegendary':
    'Loot lendário: encontrou [o item lendário “{item}”|um item lendário][, drop de {enemy}][{first?}, pela primeira vez][, pela {count}ª vez].',
  'player.outofresources': 'Ficou sem [{item}|{name}|recursos][ na luta contra {enemy}].',
  'player.questcomplete':
    'Quest concluída: completou [a missão “{name}”|uma missão][ com {ally}][{first?}, pela primeira vez][, pela {count}ª vez].',
  'player.questfailed':
    'Quest fracassada: falhou [na missão “{name}”|em uma missão][ com {ally}][{first?}, pela primeira vez].',
  'player.skillcombo':
    'Combo: acertou um combo de habilidades[ “{name}”][ de {comboLength} golpes][ em {enemy}][{first?}, pela primeira vez][, pela {count}ª vez].',
  'player.bosskill':
    'Boss derrotado: matou o chefe[ {enemy}| {name}][ com {ally}][ no modo {difficulty}][{first?}, pela primeira vez][, pela {count}ª vez].',
  'player.nearmiss': 'Por um triz: escapou por pouco[ de {enemy}] e sobreviveu[{first?}, pela primeira vez].',
  'player.comeback':
    'Virada: virou uma partida quase perdida[ contra {enemy}] e ganhou[{mvp?}, como MVP][{first?}, pela primeira vez].',
  'player.sessionstart': 'Início de sessão: começou a jogar[{first?}, pela primeira vez][, pela {count}ª vez].',
  'player.sessionend': 'Fim de sessão: parou de jogar[ depois de {minutes} min].',
  'player.timeout': 'Tempo esgotado: o tempo acabou[ contra {enemy}][ em {name}].',
  'player.disconnect': 'Desconexão: a conexão caiu[ no meio de uma partida contra {enemy}].',
  'player.chat': '[Disse no chat: “{text}”|Disse algo no chat].',
  'player.purchase':
    'Compra: comprou [o item {rarity} “{item}”|o item “{item}”|um item {rarity}|um item][ por {amount}][{first?}, pela primeira vez].',
  'player.gift':
    'Presente: recebeu [o item {rarity} “{item}”|o item “{item}”|um presente][ de {ally}][{first?}, pela primeira vez].',
  other:
    'Aconteceu algo: {typeName}[ “{name}”][, item {rarity} “{item}”|, item “{item}”][, com {ally}][, contra {enemy}][, nível {level}][{mvp?}, como MVP][{first?}, pela primeira vez][, pela {count}ª vez].',
} as const satisfies Record<SentenceType, string>;
