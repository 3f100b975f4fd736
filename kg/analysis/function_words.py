"""The words that hold sentences together and name nothing, in the languages most vaults are written in.

Articles, pronouns, prepositions, conjunctions and auxiliaries only, and none that names something in another
of these languages, such as the German "war". The lists that packages have are longer by far and hold words
that do tell what pages are about: "computer", "fire", "system".
"""

from __future__ import annotations

from typing import Final

_ENGLISH: Final = """
    about above after against all along also although am among an and any are around as at be because
    been before behind being below beneath beside between beyond both but by can cannot could did do
    does doing done during each either every few for from had has have having he her here hers him his
    how i if in into is it its just me more most much must my near neither no nor not of off on once
    only onto or other our out over own per shall she should since so some such than that the their them
    then there these they this those through to too toward towards under until up upon very via was we
    were what when where which while who whom whose why will with within without would you your
"""
_GERMAN: Final = """
    aber als am an auch auf aus bei beim bis da dann das dass dein dem den der des die dies diese dieser
    dieses doch du durch ein eine einem einen einer eines er es für gegen hat hier ich ihr im in ist
    kein keine man mein mit nach nicht noch nur ob oder ohne sein seine sich sie sind so über um und uns
    unter vom von vor wann warum was weil wenn wer werden wie wir wird wo zu zum zur zwischen
"""
_FRENCH: Final = """
    à au aux avec ce ces cet cette chez comme comment dans de depuis des donc du elle en entre est et
    être il ils je la le les leur leurs lui mais mes mon ne nos notre nous on ou où par pas pour
    pourquoi qu que quel quelle quels qui sa sans se ses si son sont sous sur ta tes ton tu un une vers
    vos votre vous
"""
_SPANISH: Final = """
    a al ante como cómo con contra cuando cuándo de del desde donde dónde el ella ellos en entre es esta
    estas este estos hacia hasta la las lo los más mi mis muy ni no nos o para pero por porque que qué
    quien quién se según ser si sí sin sobre son su sus también tu un una unas uno unos y ya yo
"""
_PORTUGUESE: Final = """
    à ao aos as às com como da das de dela dele do dos e ela ele em entre essa esse esta este eu foi
    isso já mais mas meu minha muito na não nas nem no nos o os ou para pela pelas pelo pelos por porque
    quando que quem se sem seu sob sobre sua também um uma umas uns você
"""
_ITALIAN: Final = """
    al alla alle allo anche che chi come con cosa da dal dalla dei del della delle dello di dove e è gli
    ha i il in io la le lei lo loro ma mi nei nel nella nelle noi non o per perché più quando quale
    quali questa questo se sei si sono su sua sul sulla suo tra un una uno voi
"""
_DUTCH: Final = """
    aan al als bij dat de deze die dit door een en er geen had heb hebben heeft het hij hoe hun ik in is
    je kan maar me meer met mijn na naar niet nog nu of om omdat onder ook op over te tegen toen tot
    tussen uit van veel voor waarom wanneer wat we wel werd wie wij worden wordt zich zij zijn zo zonder
"""

FUNCTION_WORDS: Final = frozenset(
    f"{_ENGLISH} {_GERMAN} {_FRENCH} {_SPANISH} {_PORTUGUESE} {_ITALIAN} {_DUTCH}".split()
)
