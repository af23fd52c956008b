"""The figures of the invented companies: the one source of documents and gold.

Amounts are yen, for the three English-language companies in dollars as far as they report in
dollars. `_BEFORE` is the prior period (for the income statement of a quarter the same quarter a
year ago, for the balance sheet the last year's end).
"""

from __future__ import annotations

from statement_forms.accounts import Balance, Income

# 氷雨精機: third quarter of the year to March 2024, a loss
HISAME = Income(
    sales=18_910_140_028,
    cost=14_858_099_403,
    selling=4_905_781_842,
    other_income=212_788_164,
    other_expense=74_690_618,
    special_loss=118_829_294,
    taxes=-96_529_557,
    minority=-14_849_364,
)
HISAME_BEFORE = Income(
    sales=21_520_295_086,
    cost=16_098_792_165,
    selling=4_704_039_659,
    other_income=187_961_978,
    other_expense=81_611_149,
    taxes=268_062_806,
    minority=22_080_183,
)
HISAME_LAST_YEAR_END = Balance(
    receivables=8_410_555_639,
    inventories=9_202_192_813,
    other_current=811_084_804,
    tangible=12_493_499_438,
    intangible=702_807_174,
    investments=3_913_633_933,
    payables=3_980_224_842,
    short_debt=5_600_000_000,
    other_current_liabilities=2_115_007_276,
    long_debt=7_240_000_000,
    other_fixed_liabilities=2_301_560_985,
    capital=3_480_000_000,
    surplus=3_298_701_606,
    retained=13_869_996_991,
    treasury=412_822_382,
    valuation=1_108_530_258,
    minority=338_916_345,
)
HISAME_BALANCE = Balance(
    receivables=7_206_724_731,
    inventories=10_176_586_782,
    other_current=790_177_015,
    tangible=12_222_034_830,
    intangible=655_211_725,
    investments=4_125_834_726,
    payables=3_517_674_366,
    short_debt=6_300_000_000,
    other_current_liabilities=1_809_744_821,
    long_debt=6_980_000_000,
    other_fixed_liabilities=2_285_355_271,
    capital=3_480_000_000,
    surplus=HISAME_LAST_YEAR_END.surplus,
    retained=HISAME_LAST_YEAR_END.retained + HISAME.net - 641_365_200,
    treasury=412_577_469,
    valuation=1_269_889_402,
    minority=321_344_664,
)

# 月白フーズ: full year to March 2024, sales that truncate and round to different millions
GEPPAKU = Income(
    sales=84_327_618_940,
    cost=61_913_461_526,
    selling=18_785_677_022,
    other_income=402_464_845,
    other_expense=187_291_140,
    special_gain=61_611_368,
    special_loss=204_934_896,
    taxes=1_120_726_673,
    minority=38_353_983,
)
GEPPAKU_BEFORE = Income(
    sales=79_867_146_275,
    cost=59_422_891_060,
    selling=17_865_631_146,
    other_income=377_536_671,
    other_expense=201_358_794,
    special_loss=96_851_999,
    taxes=806_497_154,
    minority=30_270_772,
)
GEPPAKU_LAST_YEAR_END = Balance(
    receivables=11_270_357_738,
    inventories=6_116_640_465,
    other_current=902_611_056,
    tangible=22_464_850_354,
    intangible=1_186_194_324,
    investments=5_309_032_571,
    payables=9_885_228_605,
    short_debt=4_200_000_000,
    other_current_liabilities=4_915_194_403,
    long_debt=6_350_000_000,
    other_fixed_liabilities=2_111_995_432,
    capital=4_217_000_000,
    surplus=4_887_137_062,
    retained=18_933_864_388,
    treasury=731_027_230,
    valuation=1_442_525_577,
    minority=602_141_414,
)
GEPPAKU_BALANCE = Balance(
    receivables=11_892_131_717,
    inventories=6_406_731_247,
    other_current=988_138_246,
    tangible=23_057_734_567,
    intangible=1_069_179_283,
    investments=5_708_643_586,
    payables=10_172_114_881,
    short_debt=3_900_000_000,
    other_current_liabilities=5_307_028_434,
    long_debt=5_870_000_000,
    other_fixed_liabilities=2_208_097_521,
    capital=4_217_000_000,
    surplus=GEPPAKU_LAST_YEAR_END.surplus,
    retained=GEPPAKU_LAST_YEAR_END.retained + GEPPAKU.net - 806_220_000,
    treasury=731_692_452,
    valuation=1_808_964_184,
    minority=634_890_004,
)
# the parent alone, as 個別業績の概要 tells it
GEPPAKU_ALONE = Income(
    sales=61_232_510_072,
    cost=46_169_502_261,
    selling=12_960_964_515,
    other_income=517_036_131,
    other_expense=130_178_204,
    special_loss=188_382_287,
    taxes=640_487_751,
)
GEPPAKU_ALONE_BEFORE = Income(
    sales=58_418_628_406,
    cost=44_318_619_935,
    selling=12_448_370_365,
    other_income=498_551_223,
    other_expense=142_516_632,
    taxes=583_817_652,
)
GEPPAKU_ALONE_BALANCE = (45_139_203_214, 27_450_048_231)
GEPPAKU_ALONE_BALANCE_BEFORE = (43_943_644_900, 26_368_000_783)

# すずかけ銀行: `sales` is 経常収益; cost and selling together are 経常費用
SUZUKAKE = Income(
    sales=31_822_511_145,
    cost=25_163_985_122,
    selling=0,
    other_income=0,
    other_expense=0,
    special_loss=212_762_551,
    taxes=1_903_331_360,
    minority=51_027_750,
)
SUZUKAKE_BEFORE = Income(
    sales=29_437_649_995,
    cost=23_944_499_986,
    selling=0,
    other_income=0,
    other_expense=0,
    special_loss=98_295_828,
    taxes=1_588_213_277,
    minority=47_831_181,
)
SUZUKAKE_LAST_YEAR_END = Balance(
    receivables=1_403_114_869_326,
    inventories=486_014_327_966,
    other_current=22_995_779_767,
    tangible=19_404_362_166,
    intangible=2_116_324_582,
    investments=14_391_452_988,
    payables=1_987_495_849_211,
    short_debt=48_226_000_000,
    other_current_liabilities=21_808_271_939,
    long_debt=36_000_000_000,
    other_fixed_liabilities=9_448_815_792,
    capital=18_100_000_000,
    surplus=12_452_138_954,
    retained=68_919_491_607,
    treasury=806_583_987,
    valuation=6_334_355_618,
    minority=1_117_651_273,
)
SUZUKAKE_BALANCE = Balance(
    receivables=1_433_251_571_194,
    inventories=471_680_960_536,
    other_current=24_499_263_851,
    tangible=19_153_032_356,
    intangible=2_402_604_403,
    investments=15_253_491_477,
    payables=2_021_541_799_176,
    short_debt=44_117_000_000,
    other_current_liabilities=22_475_151_805,
    long_debt=30_000_000_000,
    other_fixed_liabilities=9_902_043_929,
    capital=18_100_000_000,
    surplus=SUZUKAKE_LAST_YEAR_END.surplus,
    retained=SUZUKAKE_LAST_YEAR_END.retained + SUZUKAKE.net - 1_267_210_000,
    treasury=806_643_529,
    valuation=9_118_393_877,
    minority=1_169_449_127,
)

# 石蕗建設: construction, a company on its own, printed in thousands
TSUWABUKI = Income(
    sales=6_485_555_367,
    cost=5_705_816_607,
    selling=584_402_814,
    other_income=18_270_267,
    other_expense=9_326_844,
    special_gain=2_158_420,
    special_loss=4_421_374,
    taxes=62_284_832,
)
TSUWABUKI_RETAINED_BEFORE = 1_402_589_121
TSUWABUKI_BALANCE = Balance(
    receivables=1_884_526_134,
    inventories=402_050_130,
    other_current=61_533_853,
    tangible=906_618_130,
    intangible=12_165_418,
    investments=218_817_454,
    payables=1_330_674_126,
    short_debt=280_000_000,
    other_current_liabilities=402_076_351,
    long_debt=390_000_000,
    other_fixed_liabilities=118_931_677,
    capital=96_000_000,
    surplus=24_000_000,
    retained=TSUWABUKI_RETAINED_BEFORE + TSUWABUKI.net - 19_200_000,
    valuation=21_186_999,
)

# ナギサカ: IFRS; `ordinary` is its profit before tax and printed as that
NAGISAKA = Income(
    sales=142_324_854_932,
    cost=98_434_889_235,
    selling=45_489_360_709,
    other_income=388_890_053,
    other_expense=806_090_725,
    taxes=-402_215_032,
    minority=-61_380_279,
)
NAGISAKA_BEFORE = Income(
    sales=138_166_258_972,
    cost=94_353_583_275,
    selling=41_419_582_383,
    other_income=402_520_638,
    other_expense=777_691_546,
    taxes=617_874_649,
    minority=40_940_869,
)
NAGISAKA_LAST_YEAR_END = Balance(
    receivables=9_110_334_952,
    inventories=16_410_984_625,
    other_current=2_442_049_098,
    tangible=58_985_269_205,
    intangible=13_308_247_854,
    investments=9_440_114_453,
    payables=17_260_359_825,
    short_debt=9_800_000_000,
    other_current_liabilities=12_425_160_066,
    long_debt=38_400_000_000,
    other_fixed_liabilities=9_113_580_663,
    capital=7_800_000_000,
    surplus=8_227_839_236,
    retained=19_462_627_995,
    treasury=1_114_926_548,
    valuation=902_267_069,
    minority=1_116_583_823,
)
NAGISAKA_BALANCE = Balance(
    receivables=9_446_129_084,
    inventories=17_191_226_950,
    other_current=2_617_349_193,
    tangible=57_433_367_686,
    intangible=12_922_556_868,
    investments=9_880_986_059,
    payables=17_812_248_732,
    short_debt=11_200_000_000,
    other_current_liabilities=12_110_142_277,
    long_debt=39_700_000_000,
    other_fixed_liabilities=9_333_794_344,
    capital=7_800_000_000,
    surplus=NAGISAKA_LAST_YEAR_END.surplus,
    retained=NAGISAKA_LAST_YEAR_END.retained + NAGISAKA.net - 1_206_390_000,
    treasury=1_112_421_528,
    valuation=1_409_065_585,
    minority=1_025_130_378,
)

# そらまめ計画: a young company that publishes its balance sheet only; its first year in the black
SORAMAME_NET = 3_232_845
SORAMAME_BALANCE = Balance(
    receivables=14_141_110,
    inventories=2_121_948,
    other_current=1_325_130,
    tangible=8_443_148,
    intangible=12_341_545,
    investments=3_313_932,
    payables=6_171_514,
    short_debt=5_000_000,
    other_current_liabilities=7_344_630,
    long_debt=24_000_000,
    other_fixed_liabilities=0,
    capital=30_000_000,
    surplus=20_000_000,
    retained=-27_143_438 + SORAMAME_NET,
)

# 澪標ロジスティクス: a loss that only the labels tell
MIOTSUKUSHI = Income(
    sales=9_809_895_389,
    cost=9_406_045_830,
    selling=1_449_059_714,
    other_income=61_630_102,
    other_expense=102_818_108,
    special_loss=338_493_132,
    taxes=12_506_197,
)
MIOTSUKUSHI_BALANCE = Balance(
    receivables=1_409_046_477,
    inventories=38_622_065,
    other_current=117_800_972,
    tangible=6_110_031_127,
    intangible=88_027_289,
    investments=702_138_760,
    payables=906_266_728,
    short_debt=1_850_000_000,
    other_current_liabilities=688_729_390,
    long_debt=3_940_000_000,
    other_fixed_liabilities=402_415_096,
    capital=480_000_000,
    surplus=391_000_000,
    retained=1_906_247_491 + MIOTSUKUSHI.net,
    valuation=18_881_657,
)

# まるた螺子製作所: trial balance of December, the whole year, in yen
MARUTA = Income(
    sales=86_748_443,
    cost=52_675_990,
    selling=35_657_921,
    other_income=1_286_852,
    other_expense=684_902,
    taxes=70_000,
)
MARUTA_NOVEMBER = Income(
    sales=79_871_121,
    cost=47_766_723,
    selling=32_991_551,
    other_income=1_194_706,
    other_expense=621_447,
)
MARUTA_RETAINED_BEFORE = 9_452_792
MARUTA_BALANCE = Balance(
    receivables=13_351_396,
    inventories=6_215_604,
    other_current=402_118,
    tangible=18_560_624,
    intangible=226_447,
    investments=1_869_417,
    payables=7_136_307,
    short_debt=3_000_000,
    other_current_liabilities=2_324_020,
    long_debt=16_840_000,
    other_fixed_liabilities=0,
    capital=10_000_000,
    surplus=0,
    retained=MARUTA_RETAINED_BEFORE + MARUTA.net,
)
MARUTA_BALANCE_NOVEMBER = Balance(
    receivables=14_593_741,
    inventories=6_403_146,
    other_current=338_447,
    tangible=18_759_262,
    intangible=241_118,
    investments=MARUTA_BALANCE.investments,
    payables=7_966_763,
    short_debt=3_000_000,
    other_current_liabilities=2_155_959,
    long_debt=17_120_000,
    other_fixed_liabilities=0,
    capital=10_000_000,
    surplus=0,
    retained=MARUTA_RETAINED_BEFORE + MARUTA_NOVEMBER.net,
)

# Northfold Instruments: five years in dollars, printed in thousands, latest year first
NORTHFOLD = (
    Income(
        sales=412_677_322,
        cost=246_019_637,
        selling=118_034_012,
        other_income=1_993_684,
        other_expense=6_324_514,
        taxes=9_180_502,
    ),
    Income(
        sales=388_888_451,
        cost=236_911_535,
        selling=114_207_045,
        other_income=1_251_236,
        other_expense=6_917_483,
        taxes=6_441_398,
    ),
    Income(
        sales=401_710_600,
        cost=240_594_489,
        selling=111_205_127,
        other_income=806_118,
        other_expense=5_476_457,
        taxes=9_988_564,
    ),
    Income(
        sales=352_361_762,
        cost=218_474_455,
        selling=106_189_781,
        other_income=702_447,
        other_expense=5_100_696,
        taxes=4_800_719,
    ),
    Income(
        sales=318_781_435,
        cost=207_042_577,
        selling=113_782_402,
        other_income=618_226,
        other_expense=5_935_071,
        taxes=-1_432_949,
    ),
)
NORTHFOLD_ASSETS = (486_970_992, 471_341_235, 466_936_587, 441_872_525, 438_997_707)
NORTHFOLD_DEBT = (112_500_000, 125_000_000, 131_250_000, 137_500_000, 150_000_000)
NORTHFOLD_EQUITY = (274_936_770, 249_189_380, 228_585_997, 198_051_414, 182_092_982)
NORTHFOLD_SHARES = (24_118_000, 24_006_000, 23_902_000, 23_744_000, 23_610_000)

# Brackwater Energy: three years in dollars, printed in millions, the latest with a loss
BRACKWATER = (
    Income(
        sales=3_918_400_000,
        cost=2_986_200_000,
        selling=1_144_300_000,
        other_income=21_600_000,
        other_expense=168_900_000,
        taxes=-84_700_000,
        minority=6_300_000,
    ),
    Income(
        sales=4_406_900_000,
        cost=3_117_600_000,
        selling=811_200_000,
        other_income=18_400_000,
        other_expense=142_700_000,
        taxes=78_900_000,
        minority=11_800_000,
    ),
    Income(
        sales=3_602_300_000,
        cost=2_648_100_000,
        selling=744_600_000,
        other_income=14_200_000,
        other_expense=131_400_000,
        taxes=20_700_000,
        minority=8_100_000,
    ),
)
BRACKWATER_BEFORE = Balance(
    receivables=502_100_000,
    inventories=188_400_000,
    other_current=97_300_000,
    tangible=5_906_800_000,
    intangible=644_200_000,
    investments=318_700_000,
    payables=611_900_000,
    short_debt=240_000_000,
    other_current_liabilities=288_600_000,
    long_debt=2_890_000_000,
    other_fixed_liabilities=802_400_000,
    capital=2_100_000,
    surplus=1_884_600_000,
    retained=1_402_700_000,
    treasury=96_300_000,
    valuation=-61_400_000,
    minority=118_200_000,
)
BRACKWATER_BALANCE = Balance(
    receivables=446_800_000,
    inventories=203_700_000,
    other_current=88_900_000,
    tangible=5_588_400_000,
    intangible=402_600_000,
    investments=296_100_000,
    payables=558_200_000,
    short_debt=315_000_000,
    other_current_liabilities=271_900_000,
    long_debt=2_964_000_000,
    other_fixed_liabilities=714_300_000,
    capital=2_100_000,
    surplus=1_897_300_000,
    retained=BRACKWATER_BEFORE.retained + BRACKWATER[0].net - 62_400_000,
    treasury=118_500_000,
    valuation=-48_700_000,
    minority=114_900_000,
)

# 霧氷マテリアルズ: fifteen months after a change of the closing day
MUHYO = Income(
    sales=52_491_552_012,
    cost=41_996_012_146,
    selling=9_808_939_026,
    other_income=306_693_787,
    other_expense=288_980_310,
    special_loss=1_400_308_493,
    taxes=206_805_773,
    minority=0,
)
MUHYO_BEFORE = Income(
    sales=40_191_521_178,
    cost=31_470_111_561,
    selling=7_337_049_905,
    other_income=226_896_948,
    other_expense=241_358_731,
    taxes=402_870_308,
)
MUHYO_LAST_YEAR_END = Balance(
    receivables=9_902_606_155,
    inventories=8_339_610_922,
    other_current=706_990_955,
    tangible=19_162_093_368,
    intangible=447_945_709,
    investments=2_909_509_070,
    payables=6_444_765_463,
    short_debt=6_100_000_000,
    other_current_liabilities=2_112_355_873,
    long_debt=9_450_000_000,
    other_fixed_liabilities=1_902_286_452,
    capital=2_640_000_000,
    surplus=2_403_835_261,
    retained=14_490_059_309,
    treasury=88_233_625,
    valuation=702_270_014,
)
MUHYO_BALANCE = Balance(
    receivables=10_213_126_181,
    inventories=8_907_120_220,
    other_current=744_541_943,
    tangible=18_064_735_176,
    intangible=512_126_964,
    investments=2_742_461_136,
    payables=6_807_816_267,
    short_debt=6_900_000_000,
    other_current_liabilities=2_220_817_609,
    long_debt=9_120_000_000,
    other_fixed_liabilities=1_886_967_440,
    capital=2_640_000_000,
    surplus=MUHYO_LAST_YEAR_END.surplus,
    retained=MUHYO_LAST_YEAR_END.retained + MUHYO.net - 396_000_000,
    treasury=88_324_872,
    valuation=886_969_814,
)

# 雪代鉄道: no group, Heisei years, full-width figures
YUKISHIRO = Income(
    sales=4_110_039_169,
    cost=3_406_394_380,
    selling=528_683_691,
    other_income=44_269_207,
    other_expense=96_841_517,
    special_gain=388_625_605,
    special_loss=402_169_993,
    taxes=51_979_171,
)
YUKISHIRO_BEFORE = Income(
    sales=4_229_711_391,
    cost=3_436_886_990,
    selling=519_569_001,
    other_income=40_277_575,
    other_expense=104_335_580,
    special_gain=286_304_915,
    special_loss=280_433_167,
    taxes=74_002_293,
)
YUKISHIRO_LAST_YEAR_END = Balance(
    receivables=312_518_221,
    inventories=148_693_634,
    other_current=226_320_575,
    tangible=11_961_870_368,
    intangible=96_777_273,
    investments=1_200_128_519,
    payables=702_371_897,
    short_debt=1_180_000_000,
    other_current_liabilities=806_135_437,
    long_debt=5_640_000_000,
    other_fixed_liabilities=1_444_652_307,
    capital=1_200_000_000,
    surplus=402_769_146,
    retained=3_111_194_098,
    valuation=188_598_627,
)
YUKISHIRO_BALANCE = Balance(
    receivables=298_367_994,
    inventories=151_167_405,
    other_current=241_089_755,
    tangible=11_677_170_879,
    intangible=104_575_945,
    investments=1_188_490_300,
    payables=688_187_173,
    short_debt=1_210_000_000,
    other_current_liabilities=788_925_549,
    long_debt=5_280_000_000,
    other_fixed_liabilities=1_466_879_737,
    capital=1_200_000_000,
    surplus=YUKISHIRO_LAST_YEAR_END.surplus,
    retained=YUKISHIRO_LAST_YEAR_END.retained + YUKISHIRO.net - 36_000_000,
    valuation=172_962_265,
)

# 柊計測器: the scanned one
HIIRAGI = Income(
    sales=12_445_143_792,
    cost=8_110_373_697,
    selling=3_400_281_728,
    other_income=96_515_316,
    other_expense=38_107_699,
    special_loss=22_747_545,
    taxes=288_733_777,
)
HIIRAGI_BEFORE = Income(
    sales=13_117_529_742,
    cost=8_440_189_560,
    selling=3_435_353_046,
    other_income=81_363_416,
    other_expense=42_326_195,
    taxes=402_876_880,
)
HIIRAGI_LAST_YEAR_END = Balance(
    receivables=3_904_602_488,
    inventories=2_802_773_586,
    other_current=306_315_378,
    tangible=4_110_036_341,
    intangible=188_384_091,
    investments=1_902_889_494,
    payables=1_409_294_690,
    short_debt=600_000_000,
    other_current_liabilities=906_815_601,
    long_debt=800_000_000,
    other_fixed_liabilities=512_804_833,
    capital=1_024_000_000,
    surplus=986_442_594,
    retained=9_404_582_897,
    treasury=118_353_380,
    valuation=402_460_658,
)
HIIRAGI_BALANCE = Balance(
    receivables=3_701_372_432,
    inventories=2_900_508_501,
    other_current=288_135_063,
    tangible=4_228_086_102,
    intangible=202_781_223,
    investments=2_003_638_762,
    payables=1_302_066_402,
    short_debt=500_000_000,
    other_current_liabilities=818_007_084,
    long_debt=700_000_000,
    other_fixed_liabilities=528_250_301,
    capital=1_024_000_000,
    surplus=HIIRAGI_LAST_YEAR_END.surplus,
    retained=HIIRAGI_LAST_YEAR_END.retained + HIIRAGI.net - 212_400_000,
    treasury=118_847_627,
    valuation=438_967_675,
)

# ハクモクレン化学: prior year left of the current one, percentages of the total beside amounts
HAKUMOKUREN = Income(
    sales=15_296_747_322,
    cost=12_199_964_605,
    selling=3_308_517_929,
    other_income=118_968_267,
    other_expense=96_604_033,
    special_gain=88_663_410,
    special_loss=41_517_838,
    taxes=38_963_913,
    minority=4_101_620,
)
HAKUMOKUREN_BEFORE = Income(
    sales=16_481_461_343,
    cost=12_740_279_655,
    selling=3_286_791_265,
    other_income=102_371_988,
    other_expense=88_630_134,
    special_loss=26_312_294,
    taxes=146_248_940,
    minority=9_400_590,
)
HAKUMOKUREN_LAST_YEAR_END = Balance(
    receivables=3_805_884_766,
    inventories=2_901_419_160,
    other_current=188_512_109,
    tangible=7_118_178_567,
    intangible=226_204_569,
    investments=1_302_824_176,
    payables=2_116_068_138,
    short_debt=2_400_000_000,
    other_current_liabilities=806_953_258,
    long_debt=2_850_000_000,
    other_fixed_liabilities=702_477_175,
    capital=1_680_000_000,
    surplus=1_408_509_149,
    retained=5_116_106_503,
    treasury=46_326_775,
    valuation=402_321_844,
    minority=188_188_556,
)
HAKUMOKUREN_BALANCE = Balance(
    receivables=3_503_059_831,
    inventories=3_117_373_230,
    other_current=206_394_942,
    tangible=6_906_802_974,
    intangible=198_467_565,
    investments=1_389_013_048,
    payables=1_987_483_050,
    short_debt=2_600_000_000,
    other_current_liabilities=742_644_027,
    long_debt=2_610_000_000,
    other_fixed_liabilities=688_783_814,
    capital=1_680_000_000,
    surplus=HAKUMOKUREN_LAST_YEAR_END.surplus,
    retained=HAKUMOKUREN_LAST_YEAR_END.retained + HAKUMOKUREN.net - 84_600_000,
    treasury=46_619_889,
    valuation=362_967_868,
    minority=190_138_957,
)

# 夕凪印刷: four years, oldest first; every row in a unit of its own
YUNAGI = (
    Income(
        sales=3_905_152_171,
        cost=3_009_277_570,
        selling=781_848_890,
        other_income=14_183_007,
        other_expense=12_552_294,
        taxes=38_370_694,
    ),
    Income(
        sales=3_447_032_519,
        cost=2_707_913_929,
        selling=766_175_875,
        other_income=48_307_198,
        other_expense=11_509_611,
        taxes=6_417_799,
    ),
    Income(
        sales=3_612_818_199,
        cost=2_808_437_907,
        selling=770_224_213,
        other_income=16_126_801,
        other_expense=11_759_715,
        taxes=17_467_540,
    ),
    Income(
        sales=3_788_291_519,
        cost=2_911_454_377,
        selling=778_127_438,
        other_income=15_983_174,
        other_expense=10_212_435,
        taxes=32_280_563,
    ),
)
YUNAGI_ASSETS = (2_906_770_818, 2_813_240_538, 2_840_948_901, 2_915_233_493)
YUNAGI_SHARES = 384_000
_YUNAGI_DIVIDEND = 25 * YUNAGI_SHARES
YUNAGI_NET_ASSETS = tuple(
    1_318_058_783 + sum(year.net - _YUNAGI_DIVIDEND for year in YUNAGI[1 : count + 1])
    for count in range(len(YUNAGI))
)

# クロガネモチ・エステート: forecast above what came of it
KUROGANEMOCHI = Income(
    sales=11_815_379_040,
    cost=9_404_782_870,
    selling=1_809_679_377,
    other_income=48_005_720,
    other_expense=188_899_112,
    special_loss=812_385_774,
    taxes=30_434_537,
)
KUROGANEMOCHI_BEFORE = Income(
    sales=13_489_085_809,
    cost=10_385_702_502,
    selling=1_787_965_181,
    other_income=52_668_119,
    other_expense=176_090_462,
    taxes=388_975_096,
)

# シラカバソフト: second quarter of the year to March 2025, the quarter alone and the half year
SHIRAKABA_HALF = Income(
    sales=8_441_139_831,
    cost=5_403_101_998,
    selling=2_907_920_564,
    other_income=31_061_310,
    other_expense=12_131_877,
    taxes=51_866_931,
    minority=3_134_305,
)
SHIRAKABA_HALF_BEFORE = Income(
    sales=7_805_558_543,
    cost=4_901_354_741,
    selling=2_708_911_762,
    other_income=22_201_307,
    other_expense=10_216_729,
    taxes=66_974_318,
    minority=2_488_479,
)
SHIRAKABA_QUARTER = Income(
    sales=4_110_691_107,
    cost=2_736_913_461,
    selling=1_507_949_162,
    other_income=11_522_611,
    other_expense=7_952_797,
    taxes=-31_469_009,
    minority=1_126_312,
)
SHIRAKABA_QUARTER_BEFORE = Income(
    sales=3_900_714_901,
    cost=2_440_648_855,
    selling=1_370_617_244,
    other_income=12_272_233,
    other_expense=5_484_061,
    taxes=27_529_852,
    minority=1_339_872,
)
SHIRAKABA_LAST_YEAR_END = Balance(
    receivables=3_113_642_331,
    inventories=206_765_351,
    other_current=388_777_545,
    tangible=806_055_480,
    intangible=2_400_830_578,
    investments=1_110_746_461,
    payables=902_495_952,
    short_debt=500_000_000,
    other_current_liabilities=2_203_282_724,
    long_debt=1_150_000_000,
    other_fixed_liabilities=402_067_754,
    capital=1_118_000_000,
    surplus=1_202_184_136,
    retained=3_900_137_039,
    treasury=288_349_884,
    valuation=41_528_997,
    minority=66_973_042,
)
SHIRAKABA_BALANCE = Balance(
    receivables=2_906_129_340,
    inventories=231_652_586,
    other_current=412_685_030,
    tangible=788_582_615,
    intangible=2_614_263_467,
    investments=1_209_276_365,
    payables=846_130_549,
    short_debt=700_000_000,
    other_current_liabilities=2_110_203_918,
    long_debt=1_050_000_000,
    other_fixed_liabilities=418_385_477,
    capital=1_118_000_000,
    surplus=SHIRAKABA_LAST_YEAR_END.surplus,
    retained=SHIRAKABA_LAST_YEAR_END.retained + SHIRAKABA_HALF.net - 118_400_000,
    treasury=288_193_158,
    valuation=36_487_611,
    minority=69_448_426,
)

# Hoshikuzu Ceramics: an English report of a Japanese company, yen and dollars side by side
HOSHIKUZU = Income(
    sales=68_483_164_863,
    cost=47_142_636_542,
    selling=15_958_329_205,
    other_income=806_677_073,
    other_expense=417_830_937,
    special_loss=402_338_419,
    taxes=1_530_398_489,
    minority=88_036_354,
)
HOSHIKUZU_BEFORE = Income(
    sales=64_965_888_600,
    cost=45_430_913_202,
    selling=15_101_845_650,
    other_income=688_126_254,
    other_expense=402_703_630,
    special_loss=118_190_335,
    taxes=1_206_867_089,
    minority=79_798_331,
)
HOSHIKUZU_LAST_YEAR_END = Balance(
    receivables=14_950_121_070,
    inventories=12_181_235_690,
    other_current=1_404_763_574,
    tangible=27_301_982_056,
    intangible=1_111_678_510,
    investments=8_905_321_682,
    payables=8_110_060_072,
    short_debt=5_400_000_000,
    other_current_liabilities=5_115_474_862,
    long_debt=9_800_000_000,
    other_fixed_liabilities=3_405_435_968,
    capital=8_640_000_000,
    surplus=8_907_601_185,
    retained=26_122_611_994,
    treasury=1_206_269_051,
    valuation=3_441_112_154,
    minority=1_335_588_804,
)
HOSHIKUZU_BALANCE = Balance(
    receivables=15_405_538_635,
    inventories=12_996_294_395,
    other_current=1_488_147_405,
    tangible=28_177_219_159,
    intangible=1_061_698_277,
    investments=9_804_192_024,
    payables=8_442_627_587,
    short_debt=5_100_000_000,
    other_current_liabilities=5_403_011_742,
    long_debt=9_150_000_000,
    other_fixed_liabilities=3_480_495_452,
    capital=8_640_000_000,
    surplus=HOSHIKUZU_LAST_YEAR_END.surplus,
    retained=HOSHIKUZU_LAST_YEAR_END.retained + HOSHIKUZU.net - 1_118_200_000,
    treasury=1_209_050_429,
    valuation=4_904_661_981,
    minority=1_416_067_061,
)
