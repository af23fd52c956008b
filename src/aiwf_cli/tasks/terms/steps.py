def number_disclaimers(context):
    return {}


def find_disclaimers(context):
    return {}
