"""What the program says, in Chinese, English and Korean."""

LABELS = {
    "zh": ("误差", "预测", "正确"),
    "en": ("Error", "Pred", "True"),
    "ko": ("오차", "예측", "정답"),
}
LANGUAGES = tuple(LABELS)

MESSAGES = {
    "zh": {
        "all": "{total:,}道加法全部试过，答对{right:,}道",
        "some": "随机试了{total:,}道加法，答对{right:,}道",
        "saved": "权重已存入{path}",
        "training": "训练",
        "column": "列",
        "carry": "进位",
        "output": "输出",
        "answer": "答案",
        "wrong": "错，应为{truth}",
    },
    "en": {
        "all": "all {total:,} sums tried, {right:,} right",
        "some": "{total:,} random sums tried, {right:,} right",
        "saved": "weights saved to {path}",
        "training": "training",
        "column": "column",
        "carry": "carry",
        "output": "output",
        "answer": "answer",
        "wrong": "wrong, should be {truth}",
    },
    "ko": {
        "all": "덧셈 {total:,}개를 모두 시험해 {right:,}개를 맞혔습니다",
        "some": "무작위 덧셈 {total:,}개를 시험해 {right:,}개를 맞혔습니다",
        "saved": "가중치를 {path}에 저장했습니다",
        "training": "학습",
        "column": "자리",
        "carry": "자리올림",
        "output": "출력",
        "answer": "답",
        "wrong": "틀림, 정답은 {truth}",
    },
}
